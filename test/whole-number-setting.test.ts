import { wholeNumberSetting } from './whole-number-setting';

const NAME = 'KEEPWATCH_TEST_NUMBER';

describe('the setting of a whole number', () => {
  afterEach(() => {
    delete process.env[NAME];
  });

  it.each([
    ['1', 1, 1],
    ['10000', 1, 10_000],
    ['-1289258068', undefined, -1289258068],
    ['0', undefined, 0],
  ])('takes "%s", at least %s', (text, least, number) => {
    process.env[NAME] = text;

    expect(wholeNumberSetting(NAME, 7, least)).toBe(number);
  });

  it.each([
    ['2k', 1],
    ['abc', 1],
    ['', 1],
    [' ', 1],
    ['0', 1],
    ['-5', 1],
    ['1.5', 1],
    ['1e3', 1],
    ['0x10', 1],
    ['Infinity', 1],
    ['9007199254740993', 1],
    ['abc', undefined],
    ['1.5', undefined],
  ])('refuses "%s", at least %s, naming variable and value', (text, least) => {
    process.env[NAME] = text;

    expect(() => wholeNumberSetting(NAME, 7, least)).toThrow(`${NAME} is "${text}"`);
  });

  it('gives something else when it is not set', () => {
    expect([wholeNumberSetting(NAME, 7, 1), wholeNumberSetting(NAME, undefined)]).toEqual([7, undefined]);
  });
});
