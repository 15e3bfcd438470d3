import fc from 'fast-check';
import { backfill } from '../../cli/backfill/backfill';
import { LakeError } from '../../lambda/errors';
import { UNPRINTABLE } from '../../lambda/schema/printable';
import { archivedRecords, readCaptures } from '../archived-records';
import { MemoryObjectStore } from '../memory-object-store';
import { damaged } from './damage';
import { fuzz } from './fuzz';
import { HostileApi, SOURCE } from './hostile-api';
import { eventText, hostileJson } from './hostile-json';

const api = new HostileApi();
const KEY = `state/backfill/${SOURCE}.json`;
const SINCE = '2026-11-01T00:00:00.000Z';
const ASKED = '2026-11-01';
let feed = '';
const events = ['"e-1"', '"e-2"'].map((id) => eventText({ id }));
const archive = new MemoryObjectStore();

// As strict as the real one may be: it knows no cursor but its own, and no other parameters.
function serve(served: readonly string[]): void {
  api.reply = (_request, response) => {
    const query = api.requests.at(-1)?.url.searchParams ?? new URLSearchParams();
    const isKnown = [...query.keys()].every((name) => ['cursor', 'from', 'limit', 'sortOrder'].includes(name));
    const from = Number(query.get('from') ?? Number.NaN);
    if (isKnown && query.get('cursor') === 'end') response.end('{"data":[]}');
    else if (isKnown && !query.has('cursor') && from >= 0 && Number.isSafeInteger(from))
      response.end(`{"data":[${served}],"meta":{"next":"end"}}`);
    else response.writeHead(400).end('{}');
  };
}

beforeAll(async () => {
  await api.start();
  feed = await api.source().feed();
  serve(events.slice(0, 1));
  await api.collect({ archive, lake: new MemoryObjectStore() });
  serve(events);
});
afterAll(() => api.stop());

const time = fc.constantFrom(`"${SINCE}"`, '"9999-12-31T23:59:59Z"', '"0000-01-01T00:00:00Z"', '"2026-11-22"', 'null');
const request = fc
  .dictionary(
    fc.constantFrom('cursor', 'from', 'limit', 'sortOrder', '__proto__', 'x'),
    fc.oneof(fc.constantFrom('1e308', '-1', '0', '"end"', '"../.."', '"&from=1#"', '9007199254740993'), hostileJson),
  )
  .map((fields) => `{${Object.entries(fields).map(([name, value]) => `${JSON.stringify(name)}:${value}`)}}`);
const count = fc.constantFrom('0', '7', '-1', '1.5', '1e308', '9007199254740991', 'null', '"2"');
const memory = fc
  .tuple(fc.oneof({ arbitrary: fc.constant(`"${SINCE}"`), weight: 4 }, time), request, count, count)
  .map(
    ([since, asked, read, missing]) =>
      `{"asked":"${ASKED}","feed":"${feed}","since":${since},"request":${asked},"read":${read},"missing":${missing}}`,
  );

async function fill(lake: MemoryObjectStore, stores = new MemoryObjectStore()) {
  return backfill({
    source: SOURCE,
    kind: 'atlassian',
    pullSource: api.source(),
    archive: stores,
    lake,
    clock: api.clock,
    logger: api.logger,
    asked: ASKED,
    since: Date.parse(SINCE),
    signal: new AbortController().signal,
    onResumed: () => {},
    onPage: () => {},
  });
}

describe('any bytes as the saved position of a backfill', () => {
  fuzz(
    'the backfill completes, or says what to delete; polling keeps its position; the next backfill misses nothing',
    150,
    fc.oneof(
      { arbitrary: memory.map((text) => Buffer.from(text)), weight: 4 },
      memory.chain((text) => damaged(Buffer.from(text))),
      fc.uint8Array(),
      hostileJson.map((text) => Buffer.from(text)),
    ),
    async (bytes) => {
      const stores = new MemoryObjectStore();
      for (const [key, object] of archive.objects) stores.objects.set(key, object);
      const lake = new MemoryObjectStore();
      lake.objects.set(KEY, bytes);

      const outcome = await fill(lake, stores).catch((error: unknown) => error);
      if (outcome instanceof Error) {
        expect(outcome).toBeInstanceOf(LakeError);
        expect(outcome.message).toMatch(
          /^state\/backfill\/atlassian-main\.json holds no readable progress of a backfill. Delete it, /,
        );
        expect(outcome.message).not.toMatch(UNPRINTABLE);
        lake.objects.delete(KEY);
      }
      const next = await fill(lake, stores);

      expect(next.ending).toBe('through');
      expect([...lake.objects.keys()]).toEqual([]);
      expect((await archivedRecords(stores)).map((record) => JSON.parse(record).id)).toEqual(['e-1', 'e-2']);
      const [first, ...more] = await readCaptures(stores);
      expect(more.map(({ header }) => header.resume)).toEqual(more.map(() => first?.header.resume));
      expect(Object.keys(Object.prototype)).toEqual([]);
    },
  );
});
