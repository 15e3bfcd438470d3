import fc from 'fast-check';
import { archivedRecords } from '../archived-records';
import { ManualClock } from '../manual-clock';
import { MemoryObjectStore } from '../memory-object-store';
import { damaged } from './damage';
import { fuzz } from './fuzz';
import { HostileApi, SOURCE } from './hostile-api';
import { eventText, hostileJson } from './hostile-json';

const api = new HostileApi();
const KEY = `state/${SOURCE}.json`;
let archive: MemoryObjectStore;

const events = ['"e-1"', '"e-2"', '"e-3"'].map((id) => eventText({ id }));
const answer = (data: readonly string[]) => `{"data":[${data}],"meta":{"next":"end"}}`;

// As strict as the real one may be: it knows one cursor and takes no other parameters than its own.
function serve(served: readonly string[]): void {
  api.reply = (_request, response) => {
    const query = api.requests.at(-1)?.url.searchParams ?? new URLSearchParams();
    const isKnown = [...query.keys()].every((name) => ['cursor', 'from', 'limit', 'sortOrder'].includes(name));
    const from = Number(query.get('from') ?? Number.NaN);
    if (isKnown && query.get('cursor') === 'end') response.end(answer([]));
    else if (isKnown && !query.has('cursor') && from >= 0 && Number.isSafeInteger(from)) response.end(answer(served));
    else response.writeHead(400).end('{}');
  };
}

beforeAll(async () => {
  await api.start();
  archive = new MemoryObjectStore();
  for (const count of [1, 2]) {
    serve(events.slice(0, count));
    await api.collect({ archive, lake: new MemoryObjectStore() });
  }
  serve(events);
});
afterAll(() => api.stop());

const instant = fc.constantFrom(
  'null',
  '"2026-11-01T09:00:00Z"',
  '"9999-12-31T23:59:59Z"',
  '"0000-01-01T00:00:00Z"',
  '"2026-11-22T09:00:00Z"',
);
const request = fc
  .dictionary(
    fc.constantFrom('cursor', 'from', 'to', 'limit', 'sortOrder', '__proto__', 'x'),
    fc.oneof(fc.constantFrom('1e308', '-1', '0.5', '"end"', '"../.."', '"&from=1#"', '9007199254740993'), hostileJson),
  )
  .map((fields) => `{${Object.entries(fields).map(([name, value]) => `${JSON.stringify(name)}:${value}`)}}`);
const number = fc.oneof(
  fc.constantFrom('0', '1', '2', '3', '-1', '1.5', '1e308', '9007199254740991', '1e21', 'null', '"2"'),
  fc.integer().map(String),
);
const hint = fc
  .tuple(
    number,
    instant,
    fc.oneof(fc.constant('null'), { arbitrary: fc.tuple(instant, request), weight: 3 }, hostileJson),
  )
  .map(([head, sweptAt, sweep]) => {
    const stored = typeof sweep === 'string' ? sweep : `{"startedAt":${sweep[0]},"request":${sweep[1]}}`;
    return `{"head":${head},"sweptAt":${sweptAt},"sweep":${stored}}`;
  });

describe('any bytes as the state hint', () => {
  fuzz(
    'no run fails, and within a day everything is archived',
    120,
    fc.oneof(
      { arbitrary: hint.map((text) => Buffer.from(text)), weight: 4 },
      fc.uint8Array(),
      damaged(Buffer.from('{"head":2,"sweptAt":"2026-11-22T09:00:00Z","sweep":null}')),
      hostileJson.map((text) => Buffer.from(text)),
    ),
    async (bytes) => {
      const stores = { archive: new MemoryObjectStore(), lake: new MemoryObjectStore() };
      for (const [key, body] of archive.objects) stores.archive.objects.set(key, body);
      stores.lake.objects.set(KEY, bytes);

      api.clock = new ManualClock();
      const today = await api.collect(stores);
      api.clock.advance(25 * 3_600_000);
      const tomorrow = await api.collect(stores);

      expect([today.ending, tomorrow.ending]).toEqual([{ kind: 'caught-up' }, { kind: 'caught-up' }]);
      expect((await archivedRecords(stores.archive)).map((record) => JSON.parse(record).id)).toEqual([
        'e-1',
        'e-2',
        'e-3',
      ]);
      expect([...stores.lake.objects.keys()]).toEqual([KEY]);
      const written: unknown = JSON.parse(Buffer.from(stores.lake.objects.get(KEY) ?? '').toString());
      expect(written).toMatchObject({
        head: 3,
        sweptAt: expect.any(String),
        sweep: null,
        lastRun: { ending: 'caught-up' },
      });
    },
  );
});
