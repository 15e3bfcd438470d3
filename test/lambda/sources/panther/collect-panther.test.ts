import { gunzipSync } from 'node:zlib';
import { runCollector } from '../../../../lambda/collect/collector-run';
import type { ObjectStore } from '../../../../lambda/platform/object-store';
import { processCapture } from '../../../../lambda/process/process-capture';
import { PULLERS } from '../../../../lambda/sources/pullers';
import { auditTable } from '../../../../simulators/panther/audit-table';
import type { Fault } from '../../../../simulators/panther/faults';
import {
  DEMO_PANTHER_KEY,
  type PantherSimulator,
  startPantherSimulator,
} from '../../../../simulators/panther/simulator';
import { archivedRecords, readCaptures } from '../../../archived-records';
import { caseCount } from '../../../depth';
import { ManualClock } from '../../../manual-clock';
import { MemoryObjectStore } from '../../../memory-object-store';
import { SilentLogger } from '../../../silent-logger';
import { watching } from '../../../watching';
import { wholeNumberSetting } from '../../../whole-number-setting';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const LOOKBACK_DAYS = 20;
const RECORDS = wholeNumberSetting('KEEPWATCH_PANTHER_RECORDS', caseCount(2000, 2), 1000);

let clock: ManualClock;
let archive: MemoryObjectStore;
let lake: MemoryObjectStore;
let simulator: PantherSimulator;
let logger: SilentLogger;
let began: number;
const running: PantherSimulator[] = [];
afterEach(() => Promise.all(running.splice(0).map((one) => one.stop())));

async function start(faults: readonly (readonly [number, Fault])[] = [], visibleWithinMs = 0) {
  clock = new ManualClock();
  began = clock.now();
  archive = new MemoryObjectStore();
  lake = new MemoryObjectStore();
  logger = new SilentLogger();
  const eventsPerDay = RECORDS / LOOKBACK_DAYS;
  simulator = await startPantherSimulator({
    now: () => clock.now(),
    eventsPerDay,
    faults: new Map(faults),
    visibleWithinMs,
  });
  running.push(simulator);
}

/** One run as Lambda makes it, of five minutes. */
async function run(store: ObjectStore = archive): Promise<string> {
  const credential = { apiHost: simulator.baseUrl, apiKey: DEMO_PANTHER_KEY };
  const secret = { name: 'the secret', howToEnter: 'Enter it.', read: async () => JSON.stringify(credential) };
  const options = { apiBaseUrl: undefined, secret, clock, random: () => 1 };
  return runCollector({
    source: 'panther-main',
    kind: 'panther',
    pullSource: PULLERS.panther.open(options),
    archive: store,
    lake,
    metrics: { publish: async () => {} },
    clock,
    logger,
    deadline: clock.now() + 5 * MINUTE,
    lookbackDays: LOOKBACK_DAYS,
    sweep: 'daily',
  }).then(
    ({ ending, tally }) => `${ending.kind}, ${tally.records} records`,
    (error: Error) => `${error.name}: ${error.message}`,
  );
}

/** What Panther has, not asked through its API. */
function expected(until: number, from = began): string[] {
  const table = auditTable({ seed: 1, eventsPerDay: RECORDS / LOOKBACK_DAYS, visibleWithinMs: 0 });
  return table(from - LOOKBACK_DAYS * DAY, until, Infinity).map((row) => JSON.stringify(row));
}

/** The rows that the processor makes of all captures, by table. */
async function rowsInLake(): Promise<Map<string, Record<string, unknown>[]>> {
  for (const key of archive.objects.keys()) await processCapture(watching({ archive, lake }), key);
  const rows = new Map<string, Record<string, unknown>[]>();
  for await (const key of lake.list('events/')) {
    const [, table = ''] = key.split('/');
    const lines = gunzipSync(lake.objects.get(key) ?? Buffer.of())
      .toString()
      .trimEnd()
      .split('\n');
    rows.set(table, [...(rows.get(table) ?? []), ...lines.map((line) => JSON.parse(line))]);
  }
  return rows;
}

/** Puts of captures that fail, by their number: before anything is stored, or after. */
function failing(puts: ReadonlyMap<number, 'before' | 'after'>): ObjectStore {
  let count = 0;
  return {
    get: (key) => archive.get(key),
    exists: (key) => archive.exists(key),
    delete: (key) => archive.delete(key),
    list: (prefix, after) => archive.list(prefix, after),
    put: async (key, body, condition) => {
      count += 1;
      if (puts.get(count) === 'before') throw new Error('the process died before it had stored');
      const outcome = await archive.put(key, body, condition);
      if (puts.get(count) === 'after') throw new Error('the process died after it had stored');
      return outcome;
    },
  };
}

describe('collecting from Panther', () => {
  it('takes every record once, page by page of one query, and nothing new on a second run', async () => {
    await start();

    expect(await run()).toBe(`caught-up, ${expected(began).length} records`);

    const archived = await archivedRecords(archive);
    expect(archived).toEqual(expected(began));
    expect(archived.length).toBeGreaterThan(RECORDS - 3);
    expect(simulator.queries).toEqual({ begun: 1, atOnce: 1 });
    const captures = await readCaptures(archive);
    expect(captures).toHaveLength(Math.ceil(archived.length / 500));
    expect(captures.at(-1)?.header).toMatchObject({ kind: 'panther', logType: 'Panther.Audit' });
    expect(captures.at(-1)?.header.resume.request).toEqual({ since: expect.any(String) });

    const before = [...archive.objects.keys()];
    const until = clock.now();
    expect(await run()).toBe(`caught-up, ${expected(until).length - archived.length} records`);
    expect([...archive.objects.keys()].slice(0, before.length)).toEqual(before);
    expect(simulator.queries).toEqual({ begun: 2, atOnce: 1 });
  });

  it('makes an event of every record, with an id for each, none of Panther’s columns and no failure', async () => {
    await start();
    await run();

    const rows = await rowsInLake();

    expect([...rows.keys()].filter((table) => table !== 'alerts')).toEqual(['panther_audit']);
    const events = rows.get('panther_audit') ?? [];
    const records = expected(began).map((text) => JSON.parse(text));
    expect(events.map(({ timestamp }) => timestamp).sort()).toEqual(records.map(({ timestamp }) => timestamp).sort());
    expect(new Set(events.map(({ p_row_id }) => p_row_id)).size).toBe(records.length);
    expect(events.every((event) => !('p_source_id' in event) && event.p_parse_time === '2026-11-22 10:00:03.000')).toBe(
      true,
    );
  });

  it('takes every record once whatever goes wrong on the way', async () => {
    await start([
      [1, { kind: 'throttle', seconds: 20 }],
      [2, { kind: 'lose-answer' }],
      [3, { kind: 'fail-query', message: 'no warehouse' }],
      [7, { kind: 'slow-query', milliseconds: 30 * MINUTE }],
      [34, { kind: 'status', status: 500 }],
      [36, { kind: 'truncate' }],
      [38, { kind: 'forget-queries' }],
      [42, { kind: 'throttle', seconds: 3600 }],
    ]);
    const store = failing(
      new Map([
        [2, 'before'],
        [4, 'after'],
      ]),
    );

    const endings: string[] = [];
    const starts: number[] = [];
    while (!endings.at(-1)?.startsWith('caught-up') && endings.length < 20) {
      starts.push(clock.now());
      endings.push(await run(store));
    }

    expect(endings).toEqual([
      expect.stringMatching(/^ApiUnavailableError: .*did not say whether it started the query/),
      expect.stringMatching(/^ApiRefusedError: .*did not run the query: failed, no warehouse/),
      'out-of-time, 0 records',
      'Error: the process died before it had stored',
      // The page that was cut is asked for again, half as long.
      'throttled, 250 records',
      'Error: the process died after it had stored',
      expect.stringMatching(/^caught-up, /),
    ]);
    const archived = await archivedRecords(archive);
    expect(new Set(archived).size).toBe(archived.length);
    const headers = (await readCaptures(archive)).map(({ header }) => JSON.stringify(header));
    expect([...headers, ...endings, ...logger.lines].join()).not.toContain(DEMO_PANTHER_KEY);
    // What happened while the last run read is its sweep's to find, or the next run's.
    // And the first that archived anything, the fourth, looked back from its own beginning.
    const taken = new Set(archived);
    const due = expected(starts.at(-1) ?? 0, starts[3]);
    expect(due.length).toBeGreaterThan(RECORDS - 3);
    expect(due.filter((text) => !taken.has(text))).toEqual([]);
    const there = new Set(expected(clock.now(), starts[3]));
    expect(archived.filter((text) => !there.has(text))).toEqual([]);
    // One stood open when its answer was lost: nobody knew its id, to cancel it.
    expect(simulator.queries.atOnce).toBeLessThanOrEqual(2);
  });

  it('takes rows that become visible behind newer ones, without a sweep', async () => {
    await start([], 50 * MINUTE);
    let lastRun = 0;
    while (clock.now() < began + 20 * 60 * MINUTE) {
      lastRun = clock.now();
      expect(await run()).toMatch(/^caught-up, /);
      clock.advance(30 * MINUTE);
    }

    const archived = await archivedRecords(archive);
    expect(new Set(archived).size).toBe(archived.length);
    const due = expected(lastRun - 50 * MINUTE);
    expect(due.length).toBeGreaterThan(expected(began).length + RECORDS / 40);
    expect(due.filter((text) => !archived.includes(text))).toEqual([]);
  });
});
