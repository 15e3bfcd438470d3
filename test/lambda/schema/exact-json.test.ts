import fc from 'fast-check';
import { parseExactly } from '../../../lambda/schema/exact-json';

describe('parseExactly', () => {
  it.each([
    [
      'integers beyond 2^53 as text',
      '{"a":9007199254740993,"b":[-12345678901234567890 , 1]}',
      { a: '9007199254740993', b: ['-12345678901234567890', 1] },
    ],
    ['integers up to 2^53 as numbers', '[9007199254740991,-9007199254740991]', [9007199254740991, -9007199254740991]],
    [
      'fractions and exponents as numbers',
      '[0.1234567890123456789, 1234567890123456789.5, 1234567890123456789e2]',
      [0.12345678901234568, 1234567890123456800, 1.2345678901234568e20],
    ],
    [
      'digits in texts as they are',
      '{"a, 9007199254740993":": 9007199254740993","b":"\\\\","c":"\\",9007199254740993"}',
      { 'a, 9007199254740993': ': 9007199254740993', b: '\\', c: '",9007199254740993' },
    ],
    ['a text and an integer side by side', '["x\\\\",9007199254740993,"y"]', ['x\\', '9007199254740993', 'y']],
  ])('reads %s', (_name, json, expected) => {
    expect(parseExactly(json)).toEqual(expected);
  });

  it('is JSON.parse wherever no integer is long', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        fc.pre(!/\d{16}/.test(json));
        expect(parseExactly(json)).toEqual(JSON.parse(json));
      }),
    );
  });

  it.each(['', '{', '[9007199254740993', '"9007199254740993'])('throws at %j', (json) => {
    expect(() => parseExactly(json)).toThrow(SyntaxError);
  });

  it('takes a text of many megabytes', () => {
    const long = 'x\\"'.repeat(3_000_000);
    expect(parseExactly(`[9007199254740993,"${long}"]`)).toEqual(['9007199254740993', 'x"'.repeat(3_000_000)]);
  });
});
