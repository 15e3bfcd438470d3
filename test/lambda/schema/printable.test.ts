import { clipped, printableJson, UNPRINTABLE } from '../../../lambda/schema/printable';

describe('printableJson', () => {
  it('is the same value without anything that could steer a terminal', () => {
    const value = { 'a\u009b2J': ['\u202egnp.exe', '\u001b', '🙂', '\u{e0041}'] };
    expect(printableJson(value).search(UNPRINTABLE)).toBe(-1);
    expect(JSON.parse(printableJson(value))).toEqual(value);
  });
});

describe('clipped', () => {
  it.each([
    ['what is not too long', 'abc', 3, 'abc'],
    ['the beginning of what is', 'abcd', 3, 'ab…'],
    ['no half of a character', 'a🙂bc', 3, 'a…'],
  ])('is %s', (_name, text, longest, expected) => {
    expect(clipped(text, longest)).toBe(expected);
  });
});
