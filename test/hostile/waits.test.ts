import fc from 'fast-check';
import { KeepwatchError } from '../../lambda/errors';
import { MemoryObjectStore } from '../memory-object-store';
import { fuzz } from './fuzz';
import { API_KEY, HostileApi, processAll } from './hostile-api';
import { eventText, hostileJson, hostileText } from './hostile-json';

const api = new HostileApi();
beforeAll(() => api.start());
afterAll(() => api.stop());

const LONGEST_WAIT_MS = 15 * 60_000;
const YEAR_MS = 366 * 24 * 3_600_000;

// What a server can send in a header: one line of Latin-1.
const headerText = fc
  .oneof(
    fc.constantFrom('-1', '0', '-0', '1e3', 'NaN', 'Infinity', '-Infinity', '0x10', '1_000', '١٢٣', '', ' ', '3, 4'),
    fc.constantFrom('9'.repeat(400), `${'9'.repeat(400)}.5`, `0.${'0'.repeat(400)}1`, '1.5', '31622400', '31622401'),
    fc.constantFrom('+275760-09-13T00:00:00Z', '-271821-04-20T00:00:00Z', '0000-01-01T00:00Z', '9999-12-31T23:59Z'),
    fc.constantFrom(
      'Thu, 01 Jan 1970 00:00:00 GMT',
      'Fri, 31 Dec 9999 23:59:59 GMT',
      '2026-11-22T10:00Z',
      '2026-13-45T99:99Z',
    ),
    fc.double().map(String),
    fc.maxSafeInteger().map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    hostileText.map((text) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '')),
  )
  .map((text) =>
    Buffer.from(text)
      .toString('latin1')
      .replace(/[^\t\x20-\x7e\x80-\xff]/g, ''),
  );

describe('any wait that a 429 asks for', () => {
  fuzz(
    'the run waits for a bounded time, or ends cleanly',
    80,
    fc.dictionary(fc.constantFrom('retry-after', 'x-ratelimit-reset', 'date', 'x-request-id'), headerText),
    async (headers) => {
      api.reply = { status: 429, headers };
      const slept = api.clock.slept.length;
      const asked = api.requests.length;

      const { ending } = await api.collect({ archive: new MemoryObjectStore(), lake: new MemoryObjectStore() });

      const waits = api.clock.slept.slice(slept);
      expect(waits.filter((wait) => !(wait >= 250 && wait <= LONGEST_WAIT_MS))).toEqual([]);
      expect(api.requests.length - asked).toBeLessThanOrEqual(10);
      expect(ending).toEqual({ kind: 'throttled', until: expect.any(Number) });
      const until = ending.kind === 'throttled' ? ending.until - api.clock.now() : Number.NaN;
      expect(until >= 250 && until <= YEAR_MS).toBe(true);
    },
  );
});

describe('any headers of a page', () => {
  fuzz(
    'its records are archived and processed',
    80,
    fc.dictionary(fc.constantFrom('date', 'retry-after', 'x-request-id', 'atl-traceid', 'content-type'), headerText),
    async (headers) => {
      const stores = { archive: new MemoryObjectStore(), lake: new MemoryObjectStore() };
      api.reply = { status: 200, headers, body: `{"data":[${eventText()}]}` };

      const { tally } = await api.collect(stores);

      expect(tally.records).toBe(1);
      expect((await processAll(stores)).map(({ counts }) => counts.events)).toEqual([1]);
    },
  );
});

describe('any cursors of an API', () => {
  const cursor = fc.oneof(
    fc.constantFrom('null', '""', '"a"', '"b"', JSON.stringify('x'.repeat(8192)), JSON.stringify('x'.repeat(8193))),
    hostileText.map((text) => JSON.stringify(text)),
    hostileJson,
  );

  fuzz(
    'the run ends with its records archived once, or says why not',
    100,
    fc.array(fc.tuple(fc.nat(3), cursor), { minLength: 1, maxLength: 6 }),
    async (pages) => {
      const stores = { archive: new MemoryObjectStore(), lake: new MemoryObjectStore() };
      const asked = api.requests.length;
      api.reply = (_request, response) => {
        const [id, next] = pages[(api.requests.length - asked - 1) % pages.length] ?? [0, 'null'];
        response.end(`{"data":[${eventText({ id: `"e-${id}"` })}],"meta":{"next":${next}}}`);
      };

      const outcome = await api.collect(stores).then(
        () => 'ended',
        (error: unknown) => (error instanceof KeepwatchError ? String(error) : error),
      );

      expect(outcome).toMatch(/^(ended$|ApiUnavailableError: .*documented JSON|ApiRefusedError: )/);
      expect(outcome).not.toContain(API_KEY);
      expect(api.requests.length - asked).toBeLessThanOrEqual(60);
      const events = (await processAll(stores)).reduce((sum, { counts }) => sum + counts.events, 0);
      expect(events).toBeLessThanOrEqual(new Set(pages.map(([id]) => id)).size);
      expect(events).toBe(stores.archive.objects.size);
    },
  );
});
