import fc from 'fast-check';
import { canonicalJson } from '../../../lambda/schema/canonical-json';
import { parseExactly } from '../../../lambda/schema/exact-json';

// In the lake, where what JavaScript cannot hold stands as text.
const inLake = (json: string): unknown => JSON.parse(JSON.stringify(parseExactly(json)));

describe('parseExactly', () => {
  it.each([
    [
      'integers beyond 2^53 as text',
      '{"a":9007199254740993,"b":[-12345678901234567890 , 1]}',
      { a: '9007199254740993', b: ['-12345678901234567890', 1] },
    ],
    ['integers up to 2^53 as numbers', '[9007199254740991,-9007199254740991]', [9007199254740991, -9007199254740991]],
    [
      'what a double would round as text',
      '[0.1234567890123456789, 1234567890123456789.5, 1e400, 1e-400]',
      ['0.1234567890123456789', '1234567890123456789.5', '1e400', '1e-400'],
    ],
    [
      'what a double holds as numbers, however it is written',
      '[0.12345678901234568, 1.50, 15E-1, 1e300, -0.0, 100000000000000000000e-18, 5e-324, 0.0000000000000001]',
      [0.12345678901234568, 1.5, 1.5, 1e300, 0, 100, 5e-324, 1e-16],
    ],
    [
      'an object that has a name twice as its text',
      '[{"a": 1, "b":{"a":1,"\\u0061":2}}]',
      [{ a: 1, b: '{"a":1,"\\u0061":2}' }],
    ],
    [
      'a name of JavaScript itself',
      '{"__proto__":[9007199254740993]}',
      JSON.parse('{"__proto__":["9007199254740993"]}'),
    ],
    [
      'digits in texts as they are',
      '{"a, 9007199254740993":": 9007199254740993","b":"\\\\","c":"\\",9007199254740993"}',
      { 'a, 9007199254740993': ': 9007199254740993', b: '\\', c: '",9007199254740993' },
    ],
    ['a text and an integer side by side', '["x\\\\",9007199254740993,"y"]', ['x\\', '9007199254740993', 'y']],
    ['a number alone', ' 9007199254740993 ', '9007199254740993'],
  ])('reads %s', (_name, json, expected) => {
    expect(inLake(json)).toEqual(expected);
  });

  it('is JSON.parse wherever a double holds every number', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom('', ',9007199254740993', ',{"a":0,"a":0}'), (json, other) => {
        fc.pre(!/\d{16}/.test(json));
        expect(inLake(`[${json}${other}]`)).toEqual([JSON.parse(json), ...[inLake(`[0${other}]`)].flat().slice(1)]);
      }),
    );
  });

  it.each(['', '{', '[9007199254740993', '{"a":1,"a":2'])('throws at %j', (json) => {
    expect(() => parseExactly(json)).toThrow(SyntaxError);
  });

  it.each([
    ['a text of many megabytes', `["${'x\\"'.repeat(3_000_000)}"]`],
    ['a number of many megabytes', `[1${'0'.repeat(9_000_000)}1]`],
    ['an exponent of many megabytes', `[1e1${'0'.repeat(9_000_000)}1]`],
    ['many blanks', `[${' '.repeat(9_000_000)}1e400]`],
    ['what nests deeper than any stack', `${'['.repeat(200_000)}1e400${']'.repeat(200_000)}`],
  ])('takes %s', (_name, json) => {
    expect(canonicalJson(parseExactly(json)) === json.replaceAll(' ', '')).toBe(true);
  });
});
