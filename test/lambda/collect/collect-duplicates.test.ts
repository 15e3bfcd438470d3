import type { FetchedPage, RequestParameters } from '../../../lambda/sources/pull-source';
import { archivedRecords } from '../../archived-records';
import { Collecting } from './collecting';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let collecting: Collecting;
beforeEach(() => {
  collecting = new Collecting();
});

describe('a long archive', () => {
  const TIMES = 60;
  beforeEach(async () => {
    for (let i = 0; i < TIMES; i++) {
      collecting.add(collecting.clock.now() - 100 * DAY + i * DAY);
      await collecting.run();
    }
    // A sweep is not due while these tests look at polling.
    collecting.clock.advance(HOUR);
  });

  it('is not read completely for a record with an absurd time', async () => {
    const now = collecting.clock.now();
    collecting.add(now - 2000);
    collecting.addRecord(now - 1000, { id: 'year-1', attributes: { processedAt: '0001-01-01T00:00:00Z' } });
    expect(await collecting.readsOf(() => collecting.run())).toBeLessThan(10);

    const again = await collecting.run({ sweep: 'every-run' });

    expect(await archivedRecords(collecting.archive)).toHaveLength(TIMES + 2);
    expect(again.tally).toMatchObject({ records: 0, duplicates: 2 });
  });

  it('gets duplicates only of records in hidden captures', async () => {
    const keys = [...collecting.archive.objects.keys()].sort();
    collecting.archive.objects.delete(keys[TIMES - 2] ?? '');
    const { tally } = await collecting.run({ sweep: 'every-run' });
    expect(tally).toMatchObject({ records: 1, duplicates: 2 });
  });

  it('starts from the beginning when the credential is for another organization', async () => {
    collecting.api.feed = '/other-events-stream';
    collecting.addRecord(collecting.clock.now() - 170 * DAY, { id: 'other', attributes: {} });
    const { asked } = await collecting.run();
    expect(asked[0]).toEqual({ from: collecting.clock.now() - 180 * DAY });
    expect(await archivedRecords(collecting.archive)).toHaveLength(TIMES + 1);
    expect(collecting.logger.lines.join()).toContain('polling starts from the beginning');
  });

  it('is swept although its hint says that it was swept in the future', async () => {
    const state = { head: TIMES, sweptAt: '2031-01-01T00:00:00.000Z', sweep: null };
    collecting.lake.objects.set('state/atlassian-main.json', new TextEncoder().encode(JSON.stringify(state)));
    expect((await collecting.run()).asked.some((request) => 'from' in request)).toBe(true);
  });
});

describe('a record without a time', () => {
  it('is found in the capture before a gap of days, although that one ends before all requested times', async () => {
    const newest = collecting.clock.now() - HOUR;
    collecting.add(newest - 49 * HOUR);
    collecting.addRecord(newest - 47 * HOUR, { id: 'untimed', attributes: {} });
    await collecting.run();
    collecting.add(newest);
    await collecting.run();

    const { tally } = await collecting.run({ sweep: 'every-run' });

    expect(tally).toMatchObject({ records: 0, duplicates: 2 });
  });
});

describe('records that share an id or have none', () => {
  it('archives two different records, in one page or in two, and one of two equal records', async () => {
    const at = collecting.clock.now() - 5 * HOUR;
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
    for (const [i, record] of records.entries()) collecting.api.add({ id: `000${i}`, processedAt: at, record });

    await collecting.run();
    await collecting.run({ sweep: 'every-run' });

    const distinct = [...new Set(records.map((record) => JSON.stringify(record)))].sort();
    expect((await archivedRecords(collecting.archive)).sort()).toEqual(distinct);
  });

  it('distinguishes records that differ only in the last digit of an integer beyond 2^53', async () => {
    const body = '{"data":[{"id":"same","n":9007199254740992},{"id":"same","n":9007199254740993}]}';
    const answer = async (_request: RequestParameters, ask: () => Promise<FetchedPage>): Promise<FetchedPage> => {
      const given = await ask();
      if (given.kind !== 'page') return given;
      const page = { ...given.page, body: new TextEncoder().encode(body), records: JSON.parse(body).data };
      return { kind: 'page', page: { ...page, times: [undefined, undefined], next: undefined } };
    };
    await collecting.run({ answer });
    expect((await collecting.run({ answer })).tally).toMatchObject({ captures: 0, duplicates: 2 });
    expect(await archivedRecords(collecting.archive)).toHaveLength(2);
  });
});
