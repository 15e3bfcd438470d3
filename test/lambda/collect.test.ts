import { objectDigest } from '../../lambda/archive/capture';
import { type Collection, collect } from '../../lambda/collect';
import { ApiUnavailableError } from '../../lambda/errors';
import type { ObjectStore } from '../../lambda/platform/object-store';
import type { Tally } from '../../lambda/read-on';
import type { Answer, PullSource, RequestParameters } from '../../lambda/sources/pull-source';
import { archivedRecords, readCaptures } from '../archived-records';
import { ManualClock } from '../manual-clock';
import { MemoryApi } from '../memory-api';
import { MemoryObjectStore } from '../memory-object-store';
import { SilentLogger } from '../silent-logger';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let clock: ManualClock;
let archive: MemoryObjectStore;
let lake: MemoryObjectStore;
let logger: SilentLogger;
let api: MemoryApi;
let made: number;
beforeEach(() => {
  clock = new ManualClock();
  archive = new MemoryObjectStore();
  lake = new MemoryObjectStore();
  logger = new SilentLogger();
  api = new MemoryApi(3, 'cursor');
  made = 0;
});

function add(processedAt: number): void {
  made += 1;
  const iso = new Date(processedAt).toISOString();
  api.add({
    id: String(made).padStart(4, '0'),
    processedAt,
    record: { id: `e-${made}`, attributes: { processedAt: iso } },
  });
}

interface RunOptions {
  readonly answer?: (request: RequestParameters, ask: () => Promise<Answer>) => Promise<Answer>;
  readonly archive?: ObjectStore;
  readonly sweep?: Collection['sweep'];
  readonly deadline?: number;
}

async function run(options: RunOptions = {}) {
  const asked: RequestParameters[] = [];
  const source = api.source(clock);
  const pullSource: PullSource = {
    ...source,
    ask: async (request, deadline) => {
      asked.push(request);
      const ask = () => source.ask(request, deadline);
      return options.answer ? options.answer(request, ask) : ask();
    },
  };
  const tally: Tally = { pages: 0, captures: 0, records: 0, duplicates: 0, late: 0 };
  const ending = await collect(
    {
      source: 'atlassian-main',
      pullSource,
      archive: options.archive ?? archive,
      lake,
      clock,
      logger,
      deadline: options.deadline ?? Infinity,
      lookbackDays: 180,
      sweep: options.sweep ?? 'daily',
    },
    tally,
  );
  return { asked, tally, ending };
}

describe('the first run', () => {
  it('begins 180 days back, goes on with the cursor alone, and ends on the empty page', async () => {
    for (let i = 0; i < 4; i++) add(clock.now() - 5 * HOUR + i);
    const { asked, ending, tally } = await run();
    expect(asked).toEqual([
      { from: clock.now() - 180 * DAY },
      { cursor: expect.any(String) },
      { cursor: expect.any(String) },
    ]);
    expect(ending).toEqual({ kind: 'caught-up' });
    expect(tally).toEqual({ pages: 3, captures: 2, records: 4, duplicates: 0, late: 0 });
  });

  it('writes what was asked, what came, how to go on, and the digest of the capture before', async () => {
    const start = clock.now() - 5 * HOUR;
    for (let i = 0; i < 4; i++) add(start + i);
    await run();
    const [first, second] = await readCaptures(archive);
    expect(first?.header).toMatchObject({
      v: 1,
      source: 'atlassian-main',
      logType: 'Atlassian.Audit',
      seq: 1,
      capturedAt: '2026-11-22T10:00:00.000Z',
      mode: 'poll',
      request: { path: '/events-stream', query: { from: clock.now() - 180 * DAY } },
      response: { status: 200, requestId: null },
      count: 3,
      duplicates: [],
      previous: null,
      range: { oldest: new Date(start).toISOString(), newest: new Date(start + 2).toISOString() },
      watermark: new Date(start + 2).toISOString(),
    });
    expect(second?.header).toMatchObject({
      seq: 2,
      count: 1,
      previous: { seq: 1, sha256: objectDigest(first?.object ?? new Uint8Array()) },
      request: { query: first?.header.resume.request },
    });
  });

  it('makes no capture when there is nothing', async () => {
    const { ending } = await run();
    expect(ending).toEqual({ kind: 'caught-up' });
    expect(archive.objects.size).toBe(0);
  });
});

describe('a later run', () => {
  beforeEach(async () => {
    for (let i = 0; i < 4; i++) add(clock.now() - 5 * HOUR + i);
    await run();
  });

  it('goes on from the head and makes no capture of what it reads again', async () => {
    const before = [...archive.objects.keys()];
    const { asked } = await run();
    expect(asked).toHaveLength(1);
    expect([...archive.objects.keys()]).toEqual(before);
    add(clock.now() - HOUR);
    expect((await run()).tally).toMatchObject({ captures: 1, records: 1, duplicates: 0 });
  });

  it.each([
    ['lost', (key: string) => lake.objects.delete(key)],
    ['no JSON', (key: string) => lake.objects.set(key, new TextEncoder().encode('{'))],
    [
      'behind',
      (key: string) =>
        lake.objects.set(key, new TextEncoder().encode('{"head":1,"sweptAt":"2026-11-22T10:00:00Z","sweep":null}')),
    ],
    [
      'ahead of the archive',
      (key: string) =>
        lake.objects.set(key, new TextEncoder().encode('{"head":99,"sweptAt":"2026-11-22T10:00:00Z","sweep":null}')),
    ],
  ])('finds the head when its hint is %s', async (_name, spoil) => {
    spoil('state/atlassian-main.json');
    add(clock.now() - HOUR);
    await run();
    expect((await readCaptures(archive)).map(({ header }) => header.seq)).toEqual([1, 2, 3]);
    expect(await archivedRecords(archive)).toHaveLength(5);
    expect(JSON.parse(new TextDecoder().decode(lake.objects.get('state/atlassian-main.json')))).toMatchObject({
      head: 3,
    });
  });

  it('reads again from an hour before the newest record when the cursor is refused, and sweeps', async () => {
    api.forgetCursors();
    add(clock.now() - HOUR);
    const { asked, tally } = await run();
    const polledTo = clock.now() - 5 * HOUR + 3;
    expect(asked[1]).toEqual({ from: polledTo - HOUR });
    expect(asked).toContainEqual({ from: clock.now() - HOUR - 48 * HOUR });
    expect(tally).toMatchObject({ captures: 1, records: 1 });
  });

  it('fails and keeps its position when every cursor is refused', async () => {
    const before = [...archive.objects.keys()];
    const refusing = run({
      answer: async (request, ask) => ('cursor' in request ? { kind: 'cursor-refused' } : ask()),
    });
    await expect(refusing).rejects.toThrow(/refused its own cursor 6 times in one run\. Nothing is lost/);
    expect([...archive.objects.keys()]).toEqual(before);
  });

  it('keeps its position when the source fails, and throws what it threw', async () => {
    const before = new Map(archive.objects);
    await expect(run({ answer: () => Promise.reject(new ApiUnavailableError('down')) })).rejects.toThrow('down');
    expect(archive.objects).toEqual(before);
  });

  it('stops when a cursor comes back that was sent before', async () => {
    add(clock.now() - HOUR);
    let pages = 0;
    let page: Answer | undefined;
    const { ending } = await run({
      answer: async (_request, ask) => {
        page ??= await ask();
        pages += 1;
        return page.kind === 'page'
          ? { kind: 'page', page: { ...page.page, next: { cursor: `c-${pages % 2}` } } }
          : page;
      },
    });
    expect(ending).toEqual({ kind: 'caught-up' });
    expect(pages).toBeLessThan(5);
  });

  it('stops when the last page is served for ever under new cursors, but not at a few duplicate pages', async () => {
    add(clock.now() - HOUR);
    let pages = 0;
    let page: Answer | undefined;
    const { ending } = await run({
      answer: async (_request, ask) => {
        page ??= await ask();
        pages += 1;
        return page.kind === 'page' ? { kind: 'page', page: { ...page.page, next: { cursor: `c-${pages}` } } } : page;
      },
    });
    expect(ending).toEqual({ kind: 'caught-up' });
    expect(pages).toBe(12);
  });

  it('ends before a page that its time no longer covers, having asked nothing', async () => {
    const { asked, ending } = await run({ deadline: clock.now() + 30_000 });
    expect([asked, ending]).toEqual([[], { kind: 'out-of-time' }]);
  });

  it('ends cleanly when the API asks to wait', async () => {
    const { ending } = await run({ answer: async () => ({ kind: 'throttled', until: 7 }) });
    expect(ending).toEqual({ kind: 'throttled', until: 7 });
  });
});

describe('a long archive', () => {
  const TIMES = 60;
  beforeEach(async () => {
    for (let i = 0; i < TIMES; i++) {
      add(clock.now() - 100 * DAY + i * DAY);
      await run();
    }
    // A sweep is not due while these tests look at polling.
    clock.advance(HOUR);
  });
  const addRecord = (processedAt: number, record: object) => {
    made += 1;
    api.add({ id: `${made}`.padStart(4, '0'), processedAt, record });
  };
  async function readsOf(work: () => Promise<unknown>): Promise<number> {
    let reads = 0;
    const get = archive.get.bind(archive);
    archive.get = (key) => {
      reads += 1;
      return get(key);
    };
    await work();
    archive.get = get;
    return reads;
  }

  it('is not walked through for a record whose time is absurd', async () => {
    const now = clock.now();
    add(now - 2000);
    addRecord(now - 1000, { id: 'year-1', attributes: { processedAt: '0001-01-01T00:00:00Z' } });
    expect(await readsOf(() => run())).toBeLessThan(10);

    const again = await run({ sweep: 'every-run' });

    expect(await archivedRecords(archive)).toHaveLength(TIMES + 2);
    expect(again.tally).toMatchObject({ records: 0, duplicates: 2 });
  });

  it('loses to duplicates only what somebody has hidden', async () => {
    const keys = [...archive.objects.keys()].sort();
    archive.objects.delete(keys[TIMES - 2] ?? '');
    const { tally } = await run({ sweep: 'every-run' });
    expect(tally).toMatchObject({ records: 1, duplicates: 2 });
  });

  it('begins anew when the credential is for another organization', async () => {
    api.feed = '/other-events-stream';
    addRecord(clock.now() - 170 * DAY, { id: 'other', attributes: {} });
    const { asked } = await run();
    expect(asked[0]).toEqual({ from: clock.now() - 180 * DAY });
    expect(await archivedRecords(archive)).toHaveLength(TIMES + 1);
    expect(logger.lines.join()).toContain('polling begins anew');
  });

  it('is swept although its hint says that it was swept in the future', async () => {
    const state = { head: TIMES, sweptAt: '2031-01-01T00:00:00.000Z', sweep: null };
    lake.objects.set('state/atlassian-main.json', new TextEncoder().encode(JSON.stringify(state)));
    expect((await run()).asked.some((request) => 'from' in request)).toBe(true);
  });
});

describe('many records of one moment', () => {
  it('are no circle, however many pages they fill', async () => {
    const moment = clock.now() - 5 * HOUR;
    for (let i = 0; i < 60; i++) add(moment);
    await run();
    api.forgetCursors();
    add(clock.now() - HOUR);
    const { ending } = await run();
    expect(ending).toEqual({ kind: 'caught-up' });
    expect(await archivedRecords(archive)).toHaveLength(61);
  });
});

describe('without a cursor at the end', () => {
  it.each([
    ['the first request', 1],
    ['the cursor', 5],
  ])('repeats %s just sent, and archives only what is new in its answer', async (_name, records) => {
    api = new MemoryApi(3, 'null');
    for (let i = 0; i < records; i++) add(clock.now() - 5 * HOUR + i);
    const first = await run();
    add(clock.now() - 4 * HOUR);

    const second = await run();

    expect(second.asked).toEqual(first.asked.slice(-1));
    const again = records % 3;
    expect(second.tally).toMatchObject({ captures: 1, records: 1, duplicates: again });
    expect((await readCaptures(archive)).at(-1)?.header.duplicates).toHaveLength(again);
  });
});

describe('when somebody else commits first', () => {
  const archiveThatPuts = (put: ObjectStore['put']): ObjectStore => ({
    get: (key) => archive.get(key),
    exists: (key) => archive.exists(key),
    delete: (key) => archive.delete(key),
    list: (prefix) => archive.list(prefix),
    put,
  });
  // Before our first write, another run appends the same page and one more.
  function raced(): ObjectStore {
    let isFirst = true;
    return archiveThatPuts(async (key, body, condition) => {
      if (isFirst) {
        isFirst = false;
        await run();
      }
      return archive.put(key, body, condition);
    });
  }

  it('takes up the position of the winner and archives what is left', async () => {
    for (let i = 0; i < 2; i++) add(clock.now() - 5 * HOUR + i);
    await run();
    add(clock.now() - 4 * HOUR);
    let served = 0;
    const { tally } = await run({
      archive: raced(),
      answer: async (_request, ask) => {
        const answer = await ask();
        served += 1;
        if (served > 1 || answer.kind !== 'page') return answer;
        // What this run was served holds a record that the winner's page does not.
        const extra = { id: 'e-x', attributes: { processedAt: new Date(clock.now() - 4 * HOUR).toISOString() } };
        const records = [...answer.page.records, extra];
        const body = new TextEncoder().encode(JSON.stringify({ data: records }));
        return {
          kind: 'page',
          page: {
            ...answer.page,
            records,
            body,
            times: [...answer.page.times, clock.now() - 4 * HOUR],
            next: { cursor: 'mine' },
          },
        };
      },
    });

    const captures = await readCaptures(archive);
    expect(captures.map(({ header }) => header.seq)).toEqual([1, 2, 3]);
    expect(captures[2]?.header.duplicates).toEqual([0]);
    expect(captures[2]?.header.resume).toEqual(captures[1]?.header.resume);
    expect(tally).toMatchObject({ captures: 1, records: 1 });
  });

  it('takes its own object for its own, when the answer to its write was lost', async () => {
    add(clock.now() - 5 * HOUR);
    const storesButSaysRefused = archiveThatPuts(async (key, body) => {
      await archive.put(key, body);
      return 'refused';
    });
    const { tally } = await run({ archive: storesButSaysRefused });
    expect(tally).toMatchObject({ captures: 1, records: 1, duplicates: 0 });
    expect(archive.objects.size).toBe(1);
  });
});

describe('the sweep', () => {
  beforeEach(async () => {
    for (let i = 0; i < 8; i++) add(clock.now() - 8 * HOUR + i * HOUR);
    await run();
  });

  it('finds a record that appeared behind the cursor, counts it, and leaves the position as it is', async () => {
    const position = (await readCaptures(archive)).at(-1)?.header.resume;
    add(clock.now() - 4.5 * HOUR);
    expect((await run()).tally).toMatchObject({ records: 0, late: 0 });

    clock.advance(DAY);
    const { tally } = await run();

    expect(tally).toMatchObject({ captures: 1, records: 1, late: 1 });
    const last = (await readCaptures(archive)).at(-1)?.header;
    expect([last?.mode, last?.resume]).toEqual(['sweep', position]);
    expect(logger.lines.join()).toContain('appeared behind the cursor');
    expect(last?.watermark).toBe(new Date(clock.now() - DAY - HOUR).toISOString());
  });

  it('is done once a day', async () => {
    const sweeps = (asked: readonly RequestParameters[]) => asked.filter((request) => 'from' in request).length;
    expect(sweeps((await run()).asked)).toBe(0);
    clock.advance(DAY);
    expect(sweeps((await run()).asked)).toBe(1);
    expect(sweeps((await run()).asked)).toBe(0);
    expect(sweeps((await run({ sweep: 'every-run' })).asked)).toBe(1);
  });

  it('goes on in the next run when its time is over', async () => {
    add(clock.now() - 1.5 * HOUR);
    clock.advance(DAY);
    // Time for the poll and for one page of the sweep.
    let pages = 0;
    const slow: RunOptions = {
      deadline: clock.now() + 100_000,
      answer: async (_request, ask) => {
        pages += 1;
        clock.advance(30_000);
        return ask();
      },
    };
    expect((await run(slow)).ending).toEqual({ kind: 'out-of-time' });
    const interrupted = pages;

    const { asked, ending, tally } = await run();

    expect(interrupted).toBe(2);
    expect(asked.filter((request) => 'from' in request)).toEqual([]);
    expect(ending).toEqual({ kind: 'caught-up' });
    expect(tally).toMatchObject({ late: 1 });
  });

  it('begins anew when the cursor of an interrupted sweep is refused', async () => {
    clock.advance(DAY);
    const stop: RunOptions = {
      answer: async (request, ask) => ('from' in request ? ask() : { kind: 'throttled', until: 0 }),
    };
    lake.objects.delete('state/atlassian-main.json');
    await run(stop);
    const state = {
      head: 3,
      sweptAt: null,
      sweep: { startedAt: '2026-11-22T10:00:00Z', request: { cursor: '9/9/9' } },
    };
    lake.objects.set('state/atlassian-main.json', new TextEncoder().encode(JSON.stringify(state)));
    add(clock.now() - DAY - 4.5 * HOUR);

    const { tally, ending } = await run();

    expect(ending).toEqual({ kind: 'caught-up' });
    expect(tally).toMatchObject({ late: 1 });
  });
});

describe('records that share an id or have none', () => {
  it('keeps two different ones, in one page or in two, and one of two equal ones', async () => {
    const at = clock.now() - 5 * HOUR;
    const attributes = { processedAt: new Date(at).toISOString() };
    const records = [
      { id: 'same', attributes, n: 1 },
      { id: 'same', attributes, n: 2 },
      { id: 'same', attributes, n: 1 },
      { attributes, n: 3 },
      { attributes, n: 3 },
      'text',
      'text',
      null,
    ];
    for (const [i, record] of records.entries()) api.add({ id: `000${i}`, processedAt: at, record });

    await run();
    await run({ sweep: 'every-run' });

    const distinct = [...new Set(records.map((record) => JSON.stringify(record)))].sort();
    expect((await archivedRecords(archive)).sort()).toEqual(distinct);
  });

  it('tells apart what differs only in the last digit of an integer beyond 2^53', async () => {
    const body = '{"data":[{"id":"same","n":9007199254740992},{"id":"same","n":9007199254740993}]}';
    const answer = async (_request: RequestParameters, ask: () => Promise<Answer>): Promise<Answer> => {
      const given = await ask();
      if (given.kind !== 'page') return given;
      const page = { ...given.page, body: new TextEncoder().encode(body), records: JSON.parse(body).data };
      return { kind: 'page', page: { ...page, times: [undefined, undefined], next: undefined } };
    };
    await run({ answer });
    expect((await run({ answer })).tally).toMatchObject({ captures: 0, duplicates: 2 });
    expect(await archivedRecords(archive)).toHaveLength(2);
  });
});
