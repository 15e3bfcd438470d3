import fc from 'fast-check';
import { canonicalJson, recordDigest } from '../../../lambda/schema/canonical-json';

describe('canonicalJson', () => {
  it.each([
    [
      'keys in order, at every level',
      { b: 1, a: { d: [2, { z: 0, y: 1 }], c: null } },
      '{"a":{"c":null,"d":[2,{"y":1,"z":0}]},"b":1}',
    ],
    ['a key named __proto__', JSON.parse('{"__proto__":{"x":1},"a":2}'), '{"__proto__":{"x":1},"a":2}'],
    ['a lone surrogate, escaped', { a: '\ud800' }, '{"a":"\\ud800"}'],
    ['a text', 'plain', '"plain"'],
    ['nothing', null, 'null'],
    ['empty lists and objects', { a: [], b: {} }, '{"a":[],"b":{}}'],
  ])('writes %s', (_name, value, expected) => {
    expect(canonicalJson(value)).toBe(expected);
  });

  it('is the same text whatever the order of keys, and still that JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const parsed: unknown = JSON.parse(JSON.stringify(value));
        const text = canonicalJson(parsed);
        expect(JSON.parse(text)).toEqual(parsed);
        expect(canonicalJson(reversed(parsed))).toBe(text);
      }),
    );
  });

  it('takes a record that nests deeper than any stack', () => {
    const text = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(canonicalJson(JSON.parse(text))).toBe(text);
  });
});

describe('recordDigest', () => {
  it('tells two records with one id apart', () => {
    expect(recordDigest({ id: 1, a: 1 })).not.toBe(recordDigest({ id: 1, a: 2 }));
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const turned: Record<string, unknown> = Object.create(null);
  for (const [key, inner] of Object.entries(value).reverse()) turned[key] = reversed(inner);
  return turned;
}
