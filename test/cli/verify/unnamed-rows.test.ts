import { ListedRows } from '../../../cli/verify/listed-rows';
import { type Walk, walkChains } from '../../../cli/verify/walk';
import { captureKey } from '../../../lambda/archive/capture';
import { receiptKey, rowsKey } from '../../../lambda/lake/layout';
import { DAY_MS } from '../../../lambda/schema/days';
import { detectionOf, WatchedSource } from '../../lambda/alerts/watched-source';

const SOURCE = 'atlassian-main';
const DAY = Date.parse('2026-11-22T00:00:00Z');
const NOW = DAY + 2 * DAY_MS;

/** Ten captures, an hour apart, all of them processed, each of them with events of two days and an alert. */
async function tenProcessed(): Promise<WatchedSource> {
  const source = new WatchedSource([detectionOf()]);
  for (let i = 0; i < 10; i += 1)
    source.capture([{ at: -60 - i, actor: `a${i}` }, { at: i }, { at: i, broken: true }], i * 60);
  await source.process([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  return source;
}

const added = (seq: number, source = SOURCE) => rowsKey('atlassian_audit', '2026-11-25', source, seq);

function add({ lake }: WatchedSource, ...keys: readonly string[]): void {
  for (const key of keys) lake.objects.set(key, Uint8Array.of(1));
}

async function unnamed({ archive, lake }: WatchedSource, changes: Partial<Walk> = {}) {
  const listed = await ListedRows.of(lake);
  const chains = await walkChains({ archive, lake, since: 0, now: NOW, rows: 'read', listed, ...changes });
  return chains.flatMap((chain) => chain.unnamed?.keys);
}

describe('rows that no receipt names', () => {
  it('are none of those that Keepwatch writes: events, failures, alerts', async () => {
    const source = await tenProcessed();
    expect([...source.lake.objects.keys()].filter((key) => key.startsWith('events/alerts/')).length).toBeGreaterThan(9);
    expect(await unnamed(source)).toEqual([]);
  });

  it.each([
    ['of a capture that is there', added(4)],
    ['of a table of alerts', rowsKey('alerts', '2026-11-25', SOURCE, 4)],
    ['of a table that is none', rowsKey('more', '2026-11-25', SOURCE, 4)],
    ['of a number that no capture has', added(11)],
    ['of a source that has no capture', added(1, 'jira')],
  ])('are named: %s', async (_name, key) => {
    const source = await tenProcessed();
    add(source, key);
    expect(await unnamed(source)).toEqual([key]);
  });

  it('are strays when their keys name no capture', async () => {
    const source = await tenProcessed();
    const strays = [added(0), 'events/alerts/date=2026-11-25/x.json.gz', 'events/x'];
    add(source, ...strays);
    expect((await ListedRows.of(source.lake)).strays.found).toEqual({ count: 3, keys: strays.toSorted() });
  });

  it('are not looked for when nothing was listed', async () => {
    const { archive, lake } = await tenProcessed();
    const [chain] = await walkChains({ archive, lake, since: 0, now: NOW, rows: 'looked-for' });
    expect(chain?.unnamed).toBeUndefined();
  });

  it('are judged of the captures since a time, and of no capture whenever', async () => {
    const source = await tenProcessed();
    add(source, added(2), added(9), added(11));
    expect(await unnamed(source, { since: DAY + 5 * 3_600_000 })).toEqual([added(11), added(9)]);
  });

  it('are not those of a capture that is being processed, or was not', async () => {
    const source = await tenProcessed();
    source.lake.objects.delete(receiptKey(SOURCE, 10));
    source.lake.objects.delete(receiptKey(SOURCE, 5));
    expect(await unnamed(source, { now: DAY + 545 * 60_000 })).toEqual([]);
  });

  it('are not those of a capture that comes and is processed in the meantime', async () => {
    const source = await tenProcessed();
    const listed = await ListedRows.of(source.lake);
    source.capture([{ at: 1 }], 600);
    await source.process([11]);
    expect(await unnamed(source, { listed })).toEqual([]);
  });

  it('are not those that are removed while their capture is processed again', async () => {
    const source = await tenProcessed();
    add(source, added(4));
    const listed = await ListedRows.of(source.lake);
    source.lake.objects.delete(added(4));
    expect(await unnamed(source, { listed })).toEqual([]);
  });

  it('are not those of captures that have expired', async () => {
    const source = await tenProcessed();
    for (const seq of [1, 2]) {
      source.archive.objects.delete(captureKey(SOURCE, seq));
      source.lake.objects.delete(receiptKey(SOURCE, seq));
    }
    expect(await unnamed(source, { now: DAY + 201 * DAY_MS })).toEqual([]);
  });

  it('are kept of an earlier walk, and looked for in what is left', async () => {
    const source = await tenProcessed();
    add(source, added(3), added(8));
    const at5 = { last: 10, seq: 5, previous: null, compared: 5, waiting: [], days: {}, faults: [] };
    const found = { count: 1, keys: [added(9)] };

    expect(await unnamed(source, { from: new Map([[SOURCE, { ...at5, unnamed: found }]]) })).toEqual([
      added(9),
      added(3),
    ]);
  });

  it('costs no request but the listing when there are none', async () => {
    const { archive, lake } = await tenProcessed();
    const listed = await ListedRows.of(lake);
    const exists = jest.spyOn(lake, 'exists');
    const get = jest.spyOn(lake, 'get');
    const walk = { archive, lake, since: 0, now: NOW, rows: 'read' } as const;
    await walkChains(walk);
    const without = [exists.mock.calls.length, get.mock.calls.length];
    await walkChains({ ...walk, listed });
    expect([exists.mock.calls.length, get.mock.calls.length]).toEqual(without.map((calls) => calls * 2));
  });
});
