import fc from 'fast-check';
import { checkLastRun } from '../../cli/doctor/check-last-run';
import { findingsText } from '../../cli/doctor/finding';
import { sourceStatus } from '../../cli/status/source-status';
import { statusText } from '../../cli/status/status-text';
import { MemoryObjectStore } from '../memory-object-store';
import { SilentLogger } from '../silent-logger';
import { damaged } from './damage';
import { fuzz } from './fuzz';
import { HostileApi, SOURCE } from './hostile-api';
import { eventText, hostileJson, hostileText } from './hostile-json';

const api = new HostileApi();
const archive = new MemoryObjectStore();
const KEY = `state/${SOURCE}.json`;
// What may not reach a terminal, but for the end of a line.
const STEERING = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

beforeAll(async () => {
  await api.start();
  api.reply = { status: 200, body: `{"data":[${eventText()}]}` };
  await api.collect({ archive, lake: new MemoryObjectStore() });
});
afterAll(() => api.stop());

const time = fc.oneof(
  { arbitrary: fc.constantFrom('"2026-11-22T09:00:00Z"', '"9999-12-31T23:59:59.999999999Z"'), weight: 3 },
  fc.constantFrom('"0000-01-01T00:00:00Z"', '"2026-02-30T00:00:00Z"', '"2026-11-22T24:00:00Z"', '"2026-11-22T09:00Z"'),
  fc.constant('null'),
  hostileJson,
);
const failure = fc.oneof(
  {
    arbitrary: fc.tuple(time, hostileText).map(([at, text]) => `{"at":${at},"reason":${JSON.stringify(text)}}`),
    weight: 4,
  },
  fc.constant('null'),
  hostileJson,
);
const ending = fc.oneof(fc.constantFrom('"failed"', '"caught-up"', '"throttled"', '"out-of-time"'), hostileJson);
const lastRun = fc
  .tuple(time, ending, failure, time)
  .map((texts) => `{${['endedAt', 'ending', 'failure', 'caughtUpAt'].map((name, i) => `"${name}":${texts[i]}`)}}`);
const hint = fc
  .tuple(fc.constantFrom('0', '1', '7', '-1', '9007199254740991'), fc.oneof(lastRun, hostileJson))
  .map(([head, run]) => `{"head":${head},"sweptAt":null,"sweep":null,"lastRun":${run}}`);

describe('any last run in the state hint', () => {
  const bytes = fc.oneof(
    { arbitrary: hint.map((text) => Buffer.from(text)), weight: 4 },
    hint.chain((text) => damaged(Buffer.from(text))),
  );

  fuzz('status and doctor print it as plain text, one line each', 300, bytes, async (body) => {
    const lake = new MemoryObjectStore();
    lake.objects.set(KEY, body);
    const logger = new SilentLogger();
    const now = api.clock.now();

    const status = await sourceStatus({ name: SOURCE, archive, lake, logger }, now);
    const findings = await checkLastRun({ name: SOURCE, lake, intervalMinutes: 5, logger }, now);

    expect(status.head?.seq).toBe(1);
    const lines = [statusText({ name: 'here', place: '' }, [status], [], now), findingsText(findings)]
      .join('\n')
      .split('\n');
    expect(lines.join('\n')).not.toMatch(STEERING);
    expect(lines.length).toBeLessThan(16);
    for (const line of lines) expect(line.length).toBeLessThan(2500);
  });

  fuzz('no run fails, and the next run replaces it', 60, bytes, async (body) => {
    const stores = { archive: new MemoryObjectStore(), lake: new MemoryObjectStore() };
    for (const [key, object] of archive.objects) stores.archive.objects.set(key, object);
    stores.lake.objects.set(KEY, body);

    const { ending } = await api.collect(stores);

    expect(ending).toEqual({ kind: 'caught-up' });
    const written: unknown = JSON.parse(Buffer.from(stores.lake.objects.get(KEY) ?? '').toString());
    expect(written).toMatchObject({ head: 1, lastRun: { ending: 'caught-up' } });
  });
});
