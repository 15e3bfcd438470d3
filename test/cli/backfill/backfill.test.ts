import { type Backfilled, backfill } from '../../../cli/backfill/backfill';
import { captureKey } from '../../../lambda/archive/capture';
import { FeedChangedError, SettingError } from '../../../lambda/errors';
import type { PullSource } from '../../../lambda/sources/pull-source';
import { archivedRecords, readCaptures } from '../../archived-records';
import { Collecting } from '../../lambda/collect/collecting';

const DAY = 24 * 3_600_000;
const MEMORY = 'state/backfill/atlassian-main.json';

let collecting: Collecting;
let now: number;
beforeEach(() => {
  collecting = new Collecting();
  now = collecting.clock.now();
});

/** An event for every six hours of these days before now, and a run of the collector at the end of each day. */
async function days(from: number, to: number, runs: boolean): Promise<void> {
  for (let day = from; day > to; day -= 1) {
    for (let quarter = 0; quarter < 4; quarter += 1) collecting.add(now - day * DAY + quarter * (DAY / 4));
    if (runs) await collecting.run();
  }
}

interface Course {
  readonly asked?: string;
  readonly since?: number;
  readonly source?: (source: PullSource) => PullSource;
  readonly onPage?: (page: number, abort: () => void) => void | Promise<void>;
}

async function fill({
  asked = '10d',
  since = now - 10 * DAY,
  source = (same) => same,
  onPage = () => {},
}: Course = {}) {
  const controller = new AbortController();
  const resumed: number[] = [];
  let pages = 0;
  const pullSource = source(collecting.api.source(collecting.clock));
  const done: Backfilled = await backfill({
    source: 'atlassian-main',
    kind: 'atlassian',
    archive: collecting.archive,
    lake: collecting.lake,
    clock: collecting.clock,
    logger: collecting.logger,
    asked,
    since,
    signal: controller.signal,
    pullSource: {
      ...pullSource,
      fetchPage: async (request, lastStart) => {
        pages += 1;
        await onPage(pages, () => controller.abort());
        return pullSource.fetchPage(request, lastStart);
      },
    },
    onPage: () => {},
    onResumed: ({ read }) => void resumed.push(read),
  });
  return { ...done, resumed, pages };
}

const idsOf = async () => (await archivedRecords(collecting.archive)).map((record) => JSON.stringify(record));

describe('a backfill', () => {
  it('fills a hole of three days without runs, between days that are archived, and polling after it keeps nothing twice', async () => {
    // Prepare
    await days(10, 6, true);
    await days(6, 3, false);
    const { resume } = (await readCaptures(collecting.archive)).at(-1)?.header ?? {};

    // Act
    const filled = await fill({ since: now - 8 * DAY });
    const positions = (await readCaptures(collecting.archive)).filter(({ header }) => header.mode === 'backfill');
    await days(3, 0, true);

    // Assess: of five days, four were there.
    expect(filled).toMatchObject({ ending: 'through', read: 20, missing: 12 });
    expect(positions.map(({ header }) => header.resume)).toEqual(positions.map(() => resume));
    const records = await idsOf();
    expect(records).toHaveLength(40);
    expect(new Set(records).size).toBe(40);
    expect([...collecting.lake.objects.keys()]).not.toContain(MEMORY);
  });

  it('fills a hole that polling has passed, and finds nothing the second time', async () => {
    await days(10, 6, true);
    await days(3, 0, true);
    await days(6, 3, false);

    const first = await fill();
    const second = await fill();

    expect([first, second]).toEqual([
      expect.objectContaining({ ending: 'through', read: 40, missing: 12 }),
      expect.objectContaining({ ending: 'through', read: 40, missing: 0 }),
    ]);
    expect(new Set(await idsOf()).size).toBe(40);
    expect(await idsOf()).toHaveLength(40);
  });

  it('goes on where it was stopped, at whichever page, and counts all of it', async () => {
    await days(10, 6, true);
    await days(3, 0, true);
    await days(6, 3, false);

    const runs: Backfilled[] = [];
    while (runs.length < 30 && runs.at(-1)?.ending !== 'through') {
      runs.push(await fill({ onPage: (asked, abort) => void (asked === 2 && abort()) }));
    }

    expect(runs).toHaveLength(15);
    expect(runs.at(-1)).toMatchObject({ ending: 'through', read: 40, missing: 12 });
    expect(await idsOf()).toHaveLength(40);
  });

  it('tells what was read before, and adds to it', async () => {
    await days(10, 6, true);
    await days(6, 0, false);
    const stopped = await fill({ onPage: (asked, abort) => void (asked === 5 && abort()) });
    const rest = await fill();
    expect(stopped).toMatchObject({ ending: 'stopped', read: 12 });
    expect(rest).toMatchObject({ ending: 'through', resumed: [12], read: 40, missing: 24 });
    const oldest = new Date(now - 10 * DAY).toISOString();
    expect([stopped.oldest, rest.oldest]).toEqual([oldest, oldest]);
  });

  it('takes no number of a capture that was removed, and what it brings stays beside what is restored', async () => {
    // Prepare
    await days(10, 0, true);
    const captures = collecting.archive.objects;
    const last = captures.size;
    const removed = [2, 4, last - 1].map(
      (seq) => [captureKey('atlassian-main', seq), captures.get(captureKey('atlassian-main', seq))] as const,
    );
    for (const [key] of removed) captures.delete(key);

    // Act
    const filled = await fill({ since: now - 11 * DAY });

    // Assess
    expect(filled.missing).toBeGreaterThan(0);
    expect(await idsOf()).toHaveLength(40);
    expect(removed.filter(([key]) => captures.has(key))).toEqual([]);
    for (const [key, object] of removed) captures.set(key, object ?? Buffer.of());
    expect(await fill({ since: now - 11 * DAY })).toMatchObject({ missing: 0 });
    expect(new Set(await idsOf()).size).toBe(40);
  });

  it('believes no record that is older than what was asked for', async () => {
    await days(3, 0, true);
    const attributes = { processedAt: '2001-01-01T00:00:00Z' };
    collecting.addRecord(now - DAY, { id: 'e-wrong', attributes });
    expect((await fill()).oldest).toBe(new Date(now - 3 * DAY).toISOString());
  });

  it('begins anew when it is asked for another span', async () => {
    await days(10, 0, true);
    await fill({ onPage: (asked, abort) => void (asked === 5 && abort()) });
    expect(await fill({ asked: '2d', since: now - 2 * DAY })).toMatchObject({ resumed: [], read: 8 });
  });

  it('goes on later, to what has come until then, when it is asked for in the same words', async () => {
    await days(10, 0, true);
    await fill({ onPage: (asked, abort) => void (asked === 5 && abort()) });
    collecting.clock.advance(5 * DAY);
    for (let day = 5; day > 0; day -= 1) collecting.add(collecting.clock.now() - day * DAY);

    const rest = await fill({ since: now - 5 * DAY });

    const [from, to] = [now - 10 * DAY, collecting.clock.now()].map((time) => new Date(time).toISOString());
    expect(rest).toMatchObject({ ending: 'through', resumed: [12], read: 45, missing: 5, from, to });
  });

  it('begins anew when the credential is for another feed than the one that was read before', async () => {
    await days(10, 0, true);
    await fill({ onPage: (asked, abort) => void (asked === 5 && abort()) });
    collecting.api.feed = '/other';
    collecting.add(now - DAY / 8);
    await collecting.run();
    expect(await fill()).toMatchObject({ ending: 'through', resumed: [], read: 41 });
  });

  it('is ended by another feed that is read meanwhile, and costs neither of them a record', async () => {
    // Prepare: half of the one feed is archived.
    await days(10, 6, true);
    await days(6, 0, false);

    // Act: somebody enters the credential of another organization, the collector reads that, and then it is the right one again.
    const filling = fill({
      onPage: async (page) => {
        if (page !== 3) return;
        collecting.api.feed = '/other';
        await collecting.run();
        collecting.api.feed = '/events-stream';
      },
    });

    // Assess
    await expect(filling).rejects.toThrow(FeedChangedError);
    await collecting.run();
    expect(new Set(await idsOf()).size).toBe(40);
  });

  it('races with the collector and keeps nothing twice', async () => {
    await days(10, 6, true);
    await days(6, 0, false);
    const filled = await fill({ onPage: async (page) => void (page % 2 === 0 && (await collecting.run())) });
    const records = await idsOf();
    expect(filled.ending).toBe('through');
    expect(records).toHaveLength(40);
    expect(new Set(records).size).toBe(40);
  });

  it.each([1, 40])('waits for the %d days that the API asks for, and goes on', async (waited) => {
    await days(4, 0, true);
    let asked = 0;
    const filled = await fill({
      source: (source) => ({
        ...source,
        fetchPage: async (request, lastStart) => {
          asked += 1;
          return asked === 2 ? { kind: 'throttled', until: now + waited * DAY } : source.fetchPage(request, lastStart);
        },
      }),
    });

    expect(filled).toMatchObject({ ending: 'through', read: 16 });
    expect(collecting.clock.now()).toBe(now + waited * DAY);
    // A timer takes no more than 24 days.
    expect(Math.max(...collecting.clock.slept)).toBeLessThan(24 * DAY);
  });

  it('reads no further than to its beginning: what is new, polling reads', async () => {
    await days(4, 0, true);
    for (let i = 0; i < 30; i += 1) collecting.add(now + 1000 + i);
    const filled = await fill({ onPage: () => collecting.clock.advance(10_000) });
    expect(filled).toMatchObject({ ending: 'through', read: 18 });
  });

  it.each<[string, () => Promise<void>, RegExp]>([
    ['an archive without captures', async () => {}, /^atlassian-main has archived nothing yet/],
    [
      'a credential for another feed, after which polling would begin anew',
      async () => {
        await days(2, 0, true);
        collecting.api.feed = '/other';
      },
      /^The credential is for \/other, but atlassian-main was last polled from \/events-stream\./,
    ],
  ])('refuses %s', async (_name, prepare, expected) => {
    await prepare();
    const captures = [...collecting.archive.objects.keys()];
    await expect(fill()).rejects.toThrow(expected);
    await expect(fill()).rejects.toThrow(SettingError);
    expect([...collecting.archive.objects.keys()]).toEqual(captures);
  });

  it('fails as the API does, and goes on from there the next time', async () => {
    await days(10, 0, true);
    const broken = fill({
      onPage: (page) => {
        if (page === 3) throw new TypeError('broken');
      },
    });
    await expect(broken).rejects.toThrow('broken');
    expect(await fill()).toMatchObject({ ending: 'through', resumed: [3], read: 40, missing: 0 });
  });

  it('says what to do with a memory that is none', async () => {
    await days(2, 0, true);
    collecting.lake.objects.set(MEMORY, new TextEncoder().encode('{"since":1}'));
    await expect(fill()).rejects.toThrow(
      /^state\/backfill\/atlassian-main\.json holds no readable progress of a backfill\. Delete it/,
    );
  });
});
