import fc from 'fast-check';
import { recordDigest } from '../../lambda/schema/canonical-json';
import { readAtlassianRecords } from '../../lambda/sources/atlassian/page';
import { MemoryObjectStore } from '../memory-object-store';
import { fuzz } from './fuzz';
import { HostileApi, processAll } from './hostile-api';
import { eventText, hostileJson, hostileText, nested } from './hostile-json';

const api = new HostileApi();
beforeAll(() => api.start());
afterAll(() => api.stop());

const digestOf = (record: string | Buffer): string => {
  const body = Buffer.concat([Buffer.from('{"data":['), Buffer.from(record), Buffer.from(']}')]);
  return readAtlassianRecords(body).map(recordDigest).join();
};
const bytes = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))));

describe('two spellings of one value', () => {
  it.each([
    ['the order of names', '{"a":1,"b":{"c":2,"d":3}}', '{"b":{"d":3,"c":2},"a":1}'],
    ['blanks', '{"a":[1,2]}', ' {\t"a" :\r\n[ 1 , 2 ] } '],
    ['escapes', '{"\\u0061":"\\u00e9\\/\\ud83d\\ude00"}', '{"a":"é/😀"}'],
    ['the spelling of a number', '[1,100,0.5,0,1e21]', '[1.0,1E+2,5e-1,-0,1000000000000000000000.0]'],
    ['an integer that a double happens to hold', '[100000000000000000000]', '[1e20]'],
  ])('are one record: %s', (_name, one, other) => {
    expect(digestOf(other)).toBe(digestOf(one));
  });

  it('are one record to the archive and one row in the lake', async () => {
    const stores = { archive: new MemoryObjectStore(), lake: new MemoryObjectStore() };
    const page = (n: string) => `{"data":[${eventText({}, [['n', n]])}]}`;

    for (const number of ['1.50', '15e-1', '1.5']) {
      api.reply = { status: 200, body: page(number) };
      await api.collect(stores);
    }

    expect((await processAll(stores)).map(({ counts }) => counts.events)).toEqual([1]);
  });
});

// Each pair was one record to a parser that rounds, drops or replaces.
const DIFFERENT: [string, string | Buffer, string | Buffer][] = [
  ['two integers beyond 2^53', '[9007199254740992]', '[9007199254740993]'],
  ['a long integer and its digits as text', '[9007199254740993]', '["9007199254740993"]'],
  ['a number beyond all doubles and null', '[1e400]', '[null]'],
  ['two numbers beyond all doubles', '[1e400]', '[1e401]'],
  ['a number below all doubles and 0', '[1e-400]', '[0]'],
  ['two fractions of many digits', '[0.12345678901234567890]', '[0.12345678901234567891]'],
  ['an exponent beyond counting', '[1e99999999999999999999]', '[1e99999999999999999998]'],
  ['a name twice and once', '{"a":1,"a":2}', '{"a":2}'],
  ['a name twice with other first values', '{"a":1,"a":2}', '{"a":3,"a":2}'],
  ['a name twice, far inside', '[[{"b":[{"a":1,"a":2}]}]]', '[[{"b":[{"a":2}]}]]'],
  ['a name twice, spelled in two ways', '{"a":1,"\\u0061":2}', '{"a":2}'],
  ['__proto__ twice', '{"__proto__":1,"__proto__":2}', '{"__proto__":2}'],
  ['__proto__ and nothing', '{"__proto__":{"a":1}}', '{}'],
  ['a list and an object of the same', '["a"]', '{"0":"a"}'],
  ['two normal forms of a letter', '["\u00e9"]', '["e\u0301"]'],
  ['a byte order mark inside a text and none', '["\ufeff"]', '[""]'],
  ['two lone surrogates', '["\\ud800"]', '["\\ud801"]'],
  ['a lone surrogate and the mark that replaces it', '["\\ud800"]', '["\ufffd"]'],
  ['two bytes that are no UTF-8', bytes('["', 0xff, '"]'), bytes('["', 0xfe, '"]')],
  ['a byte that is no UTF-8 and the mark that replaces it', bytes('["', 0xff, '"]'), '["\ufffd"]'],
  ['two texts that were cut in a letter', bytes('["', 0xc3, '"]'), bytes('["', 0xe2, 0x82, '"]')],
  ['a surrogate in UTF-8 and the mark', bytes('["', 0xed, 0xa0, 0x80, '"]'), '["\ufffd\ufffd\ufffd"]'],
  ['two numbers at the bottom of a deep list', nested(50_000), nested(50_000).replace('1', '1e400')],
];

describe('two different values', () => {
  it.each(DIFFERENT)('are two records: %s', (_name, one, other) => {
    expect(digestOf(other)).not.toBe(digestOf(one));
  });

  it.each(DIFFERENT)('are two captures and two rows, one after the other: %s', async (_name, one, other) => {
    const stores = { archive: new MemoryObjectStore(), lake: new MemoryObjectStore() };

    for (const value of [one, other, one]) {
      api.reply = { status: 200, body: Buffer.concat([bytes('{"data":['), Buffer.from(value), bytes(']}')]) };
      await api.collect(stores);
    }

    const receipts = await processAll(stores);
    expect(receipts.map(({ counts }) => counts.events + counts.rejected)).toEqual([1, 1]);
  });

  fuzz('are two records, whatever the texts', 500, fc.tuple(hostileText, hostileText), ([one, other]) => {
    fc.pre(one !== other);

    expect(digestOf(JSON.stringify(one))).not.toBe(digestOf(JSON.stringify(other)));
  });

  fuzz(
    'are two records, whatever the bytes between two quotes',
    500,
    fc.tuple(fc.uint8Array({ maxLength: 8 }), fc.uint8Array({ maxLength: 8 })),
    ([one, other]) => {
      const plain = (byte: number) => byte >= 0x20 && byte !== 0x22 && byte !== 0x5c;
      const [a, b] = [one.filter(plain), other.filter(plain)];
      fc.pre(Buffer.compare(a, b) !== 0);

      expect(digestOf(bytes('"', ...a, '"'))).not.toBe(digestOf(bytes('"', ...b, '"')));
    },
  );

  fuzz(
    'are two records, whatever the digits',
    500,
    fc.tuple(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), fc.nat(40), fc.bigInt({ min: -9n, max: 9n })),
    ([digits, point, difference]) => {
      fc.pre(difference !== 0n);

      expect(digestOf(`${digits}e-${point}`)).not.toBe(digestOf(`${digits + difference}e-${point}`));
    },
  );
});

describe('the identity of a record', () => {
  const anyBytes = fc.uint8Array({ maxLength: 6 }).map((some) => {
    const plain = some.filter((byte) => byte >= 0x20 && byte !== 0x22 && byte !== 0x5c);
    return bytes('"\ufffd', ...plain, '"');
  });
  const anyRecord = fc.oneof(hostileJson.map(Buffer.from), anyBytes);

  fuzz('does not depend on its neighbours', 600, fc.tuple(anyRecord, anyRecord), ([record, neighbour]) => {
    const body = Buffer.concat([bytes('{"data":['), neighbour, bytes(','), record, bytes(']}')]);

    const together = readAtlassianRecords(body).map(recordDigest);

    expect(together).toEqual([digestOf(neighbour), digestOf(record)]);
  });
});
