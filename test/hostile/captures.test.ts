import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { captureKey, decodeCapture } from '../../lambda/archive/capture';
import { ArchiveError, LakeError } from '../../lambda/errors';
import { receiptKey, rowsKey } from '../../lambda/lake/layout';
import { processCapture } from '../../lambda/process/process-capture';
import { MemoryObjectStore } from '../memory-object-store';
import { DETECTIONS } from '../shipped-detections';
import { watching } from '../watching';
import { damaged } from './damage';
import { fuzz } from './fuzz';
import { HostileApi, processAll, SOURCE } from './hostile-api';
import { eventText, hostileJson, nested } from './hostile-json';

const api = new HostileApi();
const real = { archive: new MemoryObjectStore(), lake: new MemoryObjectStore() };
const CAPTURES = 3;

beforeAll(async () => {
  await api.start();
  for (let page = 1; page <= CAPTURES; page++) {
    serve(`"e-${page}"`, `"p-${page - 1}"`);
    await api.collect(real);
  }
  await processAll(real);
});
afterAll(() => api.stop());

function serve(...ids: readonly string[]): void {
  api.reply = { status: 200, body: `{"data":[${ids.map((id) => eventText({ id }))},"odd"],"meta":{"next":null}}` };
}

function copyOf(store: MemoryObjectStore): MemoryObjectStore {
  const copy = new MemoryObjectStore();
  for (const [key, body] of store.objects) copy.objects.set(key, body);
  return copy;
}

const changedKeys = (before: MemoryObjectStore, after: MemoryObjectStore) =>
  [...new Set([...before.objects.keys(), ...after.objects.keys()])].filter(
    (key) => before.objects.get(key) !== after.objects.get(key),
  );

const settled = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

/** Puts bytes in the place of a capture and has everything read it that reads captures. */
async function tamper(seq: number, object: Uint8Array) {
  const stores = { archive: copyOf(real.archive), lake: copyOf(real.lake) };
  const key = captureKey(SOURCE, seq);
  stores.archive.objects.set(key, object);
  const before = { archive: copyOf(stores.archive), lake: copyOf(stores.lake) };

  const processing = await settled(processCapture(watching(stores, { detections: DETECTIONS }), key));
  const processed = changedKeys(before.lake, stores.lake);
  // One record of every capture is served again, so that the duplicates are looked for in all of them.
  serve('"e-1"', '"e-2"', '"e-3"', '"e-4"');
  stores.lake.objects.delete(`state/${SOURCE}.json`);
  const collecting = await settled(api.collect(stores));

  for (const failure of [processing, collecting]) {
    if (failure === undefined) continue;
    expect(failure).toBeInstanceOf(ArchiveError);
    expect(String(failure)).toMatch(new RegExp(`^ArchiveError: ${key} is not a readable capture\\. .{0,200}$`));
  }
  const own = new RegExp(
    `^(events/[a-z_]+/date=\\d{4}-\\d\\d-\\d\\d/${SOURCE}-|receipts/${SOURCE}/)0{11}${seq}\\.json`,
  );
  expect(processed.filter((changed) => !own.test(changed))).toEqual([]);
  expect(changedKeys(before.archive, stores.archive).filter((changed) => changed !== captureKey(SOURCE, 4))).toEqual(
    [],
  );
  return { processing, collecting, stores };
}

const seqs = fc.integer({ min: 1, max: CAPTURES });
const objectOf = (seq: number) => real.archive.objects.get(captureKey(SOURCE, seq)) ?? Buffer.of();

function withHeader(seq: number, change: (header: Record<string, unknown>) => string): Uint8Array {
  const bytes = gunzipSync(objectOf(seq));
  const lineEnd = bytes.indexOf('\n');
  return gzipSync(
    Buffer.concat([Buffer.from(change(JSON.parse(bytes.toString('utf8', 0, lineEnd)))), bytes.subarray(lineEnd)]),
    { level: 1 },
  );
}

const FIELDS = [
  ...['v', 'source', 'logType', 'seq', 'capturedAt', 'mode', 'request', 'response', 'count', 'duplicates', 'range'],
  ...['watermark', 'resume', 'previous', '__proto__', 'constructor'],
];
const headerValue = fc.oneof(
  hostileJson,
  fc.constantFrom('-1', '0', '1', '2', '3', '4', '9007199254740991', '1e308', '[0]', '[2]', '[3]', '[-1]', '[1,1]'),
  fc.constantFrom('"0000-01-01T00:00:00Z"', '"9999-12-31T23:59:59.999Z"', `"2026-11-22T09:00:00.${'9'.repeat(500)}Z"`),
  fc.constantFrom('"../../x"', '"atlassian-other"', '"Panther.Audit"', '"__proto__"', '[0,1,2]', '{"request":{}}'),
  fc.constantFrom('{"oldest":"9999-01-01T00:00:00Z","newest":"0001-01-01T00:00:00Z"}', '{"seq":1e9,"sha256":"x"}'),
  fc.constantFrom('{"request":{"from":"x","__proto__":"y"},"polledTo":"0000-01-01T00:00:00Z"}'),
);

describe('any bytes as a capture', () => {
  fuzz(
    'they are read as a capture or refused by key, and no other object changes',
    80,
    seqs.chain((seq) =>
      fc.record({
        seq: fc.constant(seq),
        object: fc.oneof(
          fc.constant(null).chain(() => damaged(objectOf(seq))),
          fc
            .constant(null)
            .chain(() => damaged(gunzipSync(objectOf(seq))))
            .map((bytes) => gzipSync(bytes, { level: 1 })),
          fc.uint8Array(),
        ),
      }),
    ),
    async ({ seq, object }) => void (await tamper(seq, object)),
  );

  fuzz(
    'the same holds for a header with any fields',
    100,
    fc.tuple(seqs, fc.dictionary(fc.constantFrom(...FIELDS), headerValue, { minKeys: 1, maxKeys: 2 })),
    async ([seq, changes]) => {
      const object = withHeader(seq, (header) => {
        const kept = Object.entries(header).filter(([name]) => !Object.hasOwn(changes, name));
        const fields = [...kept.map(([name, value]) => [name, JSON.stringify(value)]), ...Object.entries(changes)];
        return `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${value}`)}}`;
      });

      const { processing, stores } = await tamper(seq, object);

      if (processing !== undefined) return;
      const { header } = decodeCapture(captureKey(SOURCE, seq), object);
      const receipt: unknown = JSON.parse(
        Buffer.from(stores.lake.objects.get(receiptKey(SOURCE, seq)) ?? '').toString('utf8'),
      );
      expect(header.count).toBe(3);
      expect(receipt).toMatchObject({ counts: { records: 3, duplicates: header.duplicates.length } });
    },
  );

  it.each<[string, (header: Record<string, unknown>) => string]>([
    ['a count that is too small', (header) => JSON.stringify({ ...header, count: 2 })],
    ['a count that is too large', (header) => JSON.stringify({ ...header, count: 2 ** 40 })],
    ['a negative count', (header) => JSON.stringify({ ...header, count: -1 })],
    ['a duplicate beyond its records', (header) => JSON.stringify({ ...header, duplicates: [3] })],
    ['a negative duplicate', (header) => JSON.stringify({ ...header, duplicates: [-1] })],
    ['the same duplicate twice', (header) => JSON.stringify({ ...header, duplicates: [1, 1] })],
    ['a million duplicates', (header) => JSON.stringify({ ...header, duplicates: Array(1e6).fill('') })],
    [
      'a request of megabytes',
      (header) => JSON.stringify({ ...header, request: { path: 'x'.repeat(2 ** 21), query: {} } }),
    ],
    ['a version that nests 100,000 levels', (header) => JSON.stringify(header).replace('"v":1', `"v":${nested(1e5)}`)],
    ['no header', () => ''],
    ['a list for a header', () => '[]'],
    ['another source', (header) => JSON.stringify({ ...header, source: 'atlassian-other' })],
    ['another number', (header) => JSON.stringify({ ...header, seq: 1 })],
  ])('they are refused: a capture with %s', async (_name, change) => {
    const { processing, collecting } = await tamper(CAPTURES, withHeader(CAPTURES, change));

    expect(processing).toBeInstanceOf(ArchiveError);
    // The collector is the one that looks into the records of its head.
    expect(collecting).toBeInstanceOf(ArchiveError);
  });

  it('they are refused: a compression bomb', async () => {
    const { processing, collecting } = await tamper(CAPTURES, gzipSync(Buffer.alloc(65 * 2 ** 20), { level: 1 }));

    expect([processing, collecting]).toEqual([expect.any(ArchiveError), expect.any(ArchiveError)]);
  });
});

describe('any bytes as a receipt', () => {
  const other = rowsKey('atlassian_audit', '2026-11-22', SOURCE, 1);
  const keys = fc.constantFrom(
    other,
    'captures/atlassian-main/000000000001.json.gz',
    'events/../receipts/atlassian-main/000000000001.json',
    'events/',
    `events/atlassian_audit/date=2026-11-22/x/${SOURCE}-000000000002.json.gz`,
    rowsKey('atlassian_audit', '1999-01-01', SOURCE, 2),
  );
  const receipt = (changes: object) =>
    Buffer.from(
      JSON.stringify({
        v: 1,
        source: SOURCE,
        seq: 2,
        captureSha256: '',
        counts: { records: 0, events: 0, rejected: 0, duplicates: 0 },
        outputs: [],
        ...changes,
      }),
    );
  const listing = (key: string) => receipt({ outputs: [{ key, table: 'x', rows: 1, sha256: '' }] });

  fuzz(
    'a replay removes nothing that belongs to another capture',
    100,
    fc.oneof(
      keys.map(listing),
      fc.constant(null).chain(() => damaged(Buffer.from(real.lake.objects.get(receiptKey(SOURCE, 2)) ?? ''))),
      fc
        .dictionary(fc.constantFrom('source', 'seq', 'outputs', 'counts'), hostileJson)
        .map((changes) =>
          receipt(Object.fromEntries(Object.entries(changes).map(([name, text]) => [name, JSON.parse(text)]))),
        ),
    ),
    async (object) => {
      const lake = copyOf(real.lake);
      lake.objects.set(receiptKey(SOURCE, 2), object);

      const failure = await settled(processCapture(watching({ archive: real.archive, lake }), captureKey(SOURCE, 2)));

      if (failure !== undefined) {
        expect(failure).toBeInstanceOf(LakeError);
        expect(String(failure)).toContain(`${receiptKey(SOURCE, 2)} is not a readable receipt`);
      }
      const kept = [...real.lake.objects.keys()].filter((key) => key !== receiptKey(SOURCE, 2));
      expect(
        kept.filter(
          (key) =>
            Buffer.compare(lake.objects.get(key) ?? Buffer.of(), real.lake.objects.get(key) ?? Buffer.of()) !== 0,
        ),
      ).toEqual([]);
    },
  );
});
