import { objectDigest } from '../../../lambda/archive/capture';
import { readState } from '../../../lambda/archive/state';
import { ApiUnavailableError } from '../../../lambda/errors';
import type { FetchedPage } from '../../../lambda/sources/pull-source';
import { archivedRecords, readCaptures } from '../../archived-records';
import { Collecting, type RunOptions } from './collecting';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let collecting: Collecting;
beforeEach(() => {
  collecting = new Collecting();
});

describe('the first run', () => {
  it('begins 180 days back, continues with the cursor alone, and ends on the empty page', async () => {
    for (let i = 0; i < 4; i++) collecting.add(collecting.clock.now() - 5 * HOUR + i);
    const { asked, ending, tally } = await collecting.run();
    expect(asked).toEqual([
      { from: collecting.clock.now() - 180 * DAY },
      { cursor: expect.any(String) },
      { cursor: expect.any(String) },
    ]);
    expect(ending).toEqual({ kind: 'caught-up' });
    expect(tally).toEqual({ pages: 3, captures: 2, records: 4, duplicates: 0, late: 0, lag: 0 });
  });

  it('writes the request, the response, the next request, and the digest of the capture before', async () => {
    const start = collecting.clock.now() - 5 * HOUR;
    for (let i = 0; i < 4; i++) collecting.add(start + i);
    await collecting.run();
    const [first, second] = await readCaptures(collecting.archive);
    expect(first?.header).toMatchObject({
      v: 1,
      source: 'atlassian-main',
      logType: 'Atlassian.Audit',
      seq: 1,
      capturedAt: '2026-11-22T10:00:00.000Z',
      mode: 'poll',
      request: { path: '/events-stream', query: { from: collecting.clock.now() - 180 * DAY } },
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

  it('makes no capture without records', async () => {
    const { ending } = await collecting.run();
    expect(ending).toEqual({ kind: 'caught-up' });
    expect(collecting.archive.objects.size).toBe(0);
  });

  it('ends with the last page of a read, which is committed first, and begins another the next time', async () => {
    for (let i = 0; i < 4; i++) collecting.add(collecting.clock.now() - 5 * HOUR + i);
    const once = async (_request: unknown, ask: () => Promise<FetchedPage>): Promise<FetchedPage> => {
      const answer = await ask();
      return answer.kind === 'page' ? { ...answer, page: { ...answer.page, isLast: true } } : answer;
    };
    const { asked, tally, ending } = await collecting.run({ answer: once });
    expect([asked.length, tally.captures, ending]).toEqual([1, 1, { kind: 'caught-up' }]);
    const [head] = await readCaptures(collecting.archive);
    expect(head?.header.resume.request).toEqual({ cursor: expect.any(String) });
    const later = await collecting.run({ answer: once });
    expect([later.asked, later.tally.records]).toEqual([[head?.header.resume.request], 1]);
  });
});

describe('a later run', () => {
  beforeEach(async () => {
    for (let i = 0; i < 4; i++) collecting.add(collecting.clock.now() - 5 * HOUR + i);
    await collecting.run();
  });

  it('continues from the head and makes no capture of archived records', async () => {
    const before = [...collecting.archive.objects.keys()];
    const { asked } = await collecting.run();
    expect(asked).toHaveLength(1);
    expect([...collecting.archive.objects.keys()]).toEqual(before);
    collecting.add(collecting.clock.now() - HOUR);
    expect((await collecting.run()).tally).toMatchObject({ captures: 1, records: 1, duplicates: 0 });
  });

  it.each([
    ['lost', (key: string) => collecting.lake.objects.delete(key)],
    ['no JSON', (key: string) => collecting.lake.objects.set(key, new TextEncoder().encode('{'))],
    [
      'behind',
      (key: string) =>
        collecting.lake.objects.set(
          key,
          new TextEncoder().encode('{"head":1,"sweptAt":"2026-11-22T10:00:00Z","sweep":null}'),
        ),
    ],
    [
      'ahead of the archive',
      (key: string) =>
        collecting.lake.objects.set(
          key,
          new TextEncoder().encode('{"head":99,"sweptAt":"2026-11-22T10:00:00Z","sweep":null}'),
        ),
    ],
  ])('finds the head when its hint is %s', async (_name, spoil) => {
    spoil('state/atlassian-main.json');
    collecting.add(collecting.clock.now() - HOUR);
    await collecting.run();
    expect((await readCaptures(collecting.archive)).map(({ header }) => header.seq)).toEqual([1, 2, 3]);
    expect(await archivedRecords(collecting.archive)).toHaveLength(5);
    expect(
      JSON.parse(new TextDecoder().decode(collecting.lake.objects.get('state/atlassian-main.json'))),
    ).toMatchObject({
      head: 3,
    });
  });

  it('reads again from an hour before the newest record when the cursor is refused, and sweeps', async () => {
    collecting.api.forgetCursors();
    collecting.add(collecting.clock.now() - HOUR);
    const { asked, tally } = await collecting.run();
    const polledTo = collecting.clock.now() - 5 * HOUR + 3;
    expect(asked[1]).toEqual({ from: polledTo - HOUR });
    expect(asked).toContainEqual({ from: collecting.clock.now() - HOUR - 48 * HOUR });
    expect(tally).toMatchObject({ captures: 1, records: 1 });
  });

  it('fails and keeps its position when every cursor is refused', async () => {
    const before = [...collecting.archive.objects.keys()];
    const refusing = collecting.run({
      answer: async (request, ask) => ('cursor' in request ? { kind: 'cursor-refused' } : ask()),
    });
    await expect(refusing).rejects.toThrow(/refused its own cursor 6 times in one run\. Nothing is lost/);
    expect([...collecting.archive.objects.keys()]).toEqual(before);
  });

  it('keeps its position when the source fails, and throws what it threw', async () => {
    const before = new Map(collecting.archive.objects);
    await expect(collecting.run({ answer: () => Promise.reject(new ApiUnavailableError('down')) })).rejects.toThrow(
      'down',
    );
    expect(collecting.archive.objects).toEqual(before);
  });

  it('stops when a cursor comes back that was sent before', async () => {
    collecting.add(collecting.clock.now() - HOUR);
    let pages = 0;
    let page: FetchedPage | undefined;
    const { ending } = await collecting.run({
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
    collecting.add(collecting.clock.now() - HOUR);
    let pages = 0;
    let page: FetchedPage | undefined;
    const { ending } = await collecting.run({
      answer: async (_request, ask) => {
        page ??= await ask();
        pages += 1;
        return page.kind === 'page' ? { kind: 'page', page: { ...page.page, next: { cursor: `c-${pages}` } } } : page;
      },
    });
    expect(ending).toEqual({ kind: 'caught-up' });
    expect(pages).toBe(12);
  });

  it('ends before a page for which there is no time, without a request', async () => {
    const { asked, ending } = await collecting.run({ deadline: collecting.clock.now() + 30_000 });
    expect([asked, ending]).toEqual([[], { kind: 'out-of-time' }]);
  });

  it('ends cleanly when the API asks to wait', async () => {
    const { ending } = await collecting.run({ answer: async () => ({ kind: 'throttled', until: 7 }) });
    expect(ending).toEqual({ kind: 'throttled', until: 7 });
  });

  it('ends as out of time when the API needs longer, and repeats the request in the next run', async () => {
    collecting.add(collecting.clock.now() - 5 * HOUR);
    const { asked, ending } = await collecting.run({ answer: async () => ({ kind: 'unfinished' }) });
    expect(ending).toEqual({ kind: 'out-of-time' });
    expect((await collecting.run()).asked[0]).toEqual(asked[0]);
  });
});

describe('many records of one moment', () => {
  it('are not a loop, however many pages they fill', async () => {
    const moment = collecting.clock.now() - 5 * HOUR;
    for (let i = 0; i < 60; i++) collecting.add(moment);
    await collecting.run();
    collecting.api.forgetCursors();
    collecting.add(collecting.clock.now() - HOUR);
    const { ending } = await collecting.run();
    expect(ending).toEqual({ kind: 'caught-up' });
    expect(await archivedRecords(collecting.archive)).toHaveLength(61);
  });
});

describe('without a cursor at the end', () => {
  it.each([
    ['the first request', 1],
    ['the cursor', 5],
  ])('repeats %s just sent, and archives only what is new in its answer', async (_name, records) => {
    collecting = new Collecting('null');
    for (let i = 0; i < records; i++) collecting.add(collecting.clock.now() - 5 * HOUR + i);
    const first = await collecting.run();
    collecting.add(collecting.clock.now() - 4 * HOUR);

    const second = await collecting.run();

    expect(second.asked).toEqual(first.asked.slice(-1));
    const again = records % 3;
    expect(second.tally).toMatchObject({ captures: 1, records: 1, duplicates: again });
    expect((await readCaptures(collecting.archive)).at(-1)?.header.duplicates).toHaveLength(again);
  });
});

describe('a backlog of archived records', () => {
  it('is passed by runs that each continue where the last one ended, and nothing is archived twice', async () => {
    // Prepare: everything is archived, and then the credential is for another organization for one run.
    const EVENTS = 30;
    for (let i = 0; i < EVENTS; i++) collecting.add(collecting.clock.now() - 100 * DAY + i * DAY);
    await collecting.run();
    collecting.api.feed = '/other-events-stream';
    collecting.addRecord(collecting.clock.now() - 101 * DAY, { id: 'other', attributes: {} });
    await collecting.run({ answer: onlyPages(1) });
    collecting.api.feed = '/events-stream';

    // Act
    const endings: string[] = [];
    for (let run = 0; run < 10 && endings.at(-1) !== 'caught-up'; run++) {
      endings.push((await collecting.run({ answer: onlyPages(3) })).ending.kind);
    }

    // Assess
    expect(endings).toEqual(['throttled', 'throttled', 'throttled', 'caught-up']);
    expect(await archivedRecords(collecting.archive)).toHaveLength(EVENTS + 1);
    const positions = (await readCaptures(collecting.archive)).filter(
      ({ header }) => header.count === header.duplicates.length,
    );
    expect(positions.map(({ header }) => [header.mode, header.range])).toEqual(Array(3).fill(['poll', null]));
  });

  function onlyPages(most: number): NonNullable<RunOptions['answer']> {
    let pages = 0;
    return async (_request, ask) => {
      pages += 1;
      return pages > most ? { kind: 'throttled', until: collecting.clock.now() } : ask();
    };
  }
});

describe('how the last run ended', () => {
  const lastRun = async () => (await readState(collecting.lake, 'atlassian-main', collecting.logger)).value?.lastRun;

  it('is in the hint, with the time of the last complete read', async () => {
    collecting.add(collecting.clock.now() - DAY);
    await collecting.run();
    const endedAt = new Date(collecting.clock.now()).toISOString();
    expect(await lastRun()).toEqual({ endedAt, ending: 'caught-up', failure: null, caughtUpAt: endedAt });

    collecting.clock.advance(HOUR);
    await collecting.run({ answer: async () => ({ kind: 'throttled', until: collecting.clock.now() }) });
    const later = new Date(collecting.clock.now()).toISOString();
    expect(await lastRun()).toEqual({ endedAt: later, ending: 'throttled', failure: null, caughtUpAt: endedAt });
  });

  it.each([
    ['ApiUnavailableError: It is \\u{1b}[31mdown.', new ApiUnavailableError('It is \u001b[31mdown.')],
    ['TypeError', new TypeError('the-key-is-secret')],
  ])('stands there of a run that failed before anything was archived: %s', async (failure, error) => {
    const failed = collecting.run({ answer: () => Promise.reject(error) });
    await expect(failed).rejects.toBe(error);
    const at = new Date(collecting.clock.now()).toISOString();
    expect(await lastRun()).toMatchObject({ ending: 'failed', failure: { at, reason: failure }, caughtUpAt: null });

    await collecting.run();
    expect(await lastRun()).toMatchObject({ ending: 'caught-up', failure: { at, reason: failure } });
  });
});
