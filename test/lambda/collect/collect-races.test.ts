import type { ObjectStore } from '../../../lambda/platform/object-store';
import { readCaptures } from '../../archived-records';
import { Collecting, type RunOptions } from './collecting';

const HOUR = 3_600_000;

let collecting: Collecting;
beforeEach(() => {
  collecting = new Collecting();
});

describe('when another run commits first', () => {
  const archiveThatPuts = (put: ObjectStore['put']): ObjectStore => ({
    get: (key) => collecting.archive.get(key),
    exists: (key) => collecting.archive.exists(key),
    delete: (key) => collecting.archive.delete(key),
    list: (prefix, after) => collecting.archive.list(prefix, after),
    put,
  });
  // Before our first write, another run appends the same page and one more.
  function raced(winner: RunOptions = {}): ObjectStore {
    let isFirst = true;
    return archiveThatPuts(async (key, body, condition) => {
      if (isFirst) {
        isFirst = false;
        await collecting.run(winner);
      }
      return collecting.archive.put(key, body, condition);
    });
  }

  it("continues from the winner's position and archives the other records", async () => {
    for (let i = 0; i < 2; i++) collecting.add(collecting.clock.now() - 5 * HOUR + i);
    await collecting.run();
    collecting.add(collecting.clock.now() - 4 * HOUR);
    let served = 0;
    const { tally } = await collecting.run({
      archive: raced(),
      answer: async (_request, ask) => {
        const answer = await ask();
        served += 1;
        if (served > 1 || answer.kind !== 'page') return answer;
        // What this run was served holds a record that the winner's page does not.
        const extra = {
          id: 'e-x',
          attributes: { processedAt: new Date(collecting.clock.now() - 4 * HOUR).toISOString() },
        };
        const records = [...answer.page.records, extra];
        const body = new TextEncoder().encode(JSON.stringify({ data: records }));
        return {
          kind: 'page',
          page: {
            ...answer.page,
            records,
            body,
            times: [...answer.page.times, collecting.clock.now() - 4 * HOUR],
            next: { cursor: 'mine' },
          },
        };
      },
    });

    const captures = await readCaptures(collecting.archive);
    expect(captures.map(({ header }) => header.seq)).toEqual([1, 2, 3]);
    expect(captures[2]?.header.duplicates).toEqual([0]);
    expect(captures[2]?.header.resume).toEqual(captures[1]?.header.resume);
    expect(tally).toMatchObject({ captures: 1, records: 1 });
  });

  it('leaves the position to the winner when it has only duplicates', async () => {
    // Prepare: all is archived, and the credential is for another organization for one run.
    const pages = (most: number): NonNullable<RunOptions['answer']> => {
      let asked = 0;
      return async (_request, ask) => {
        asked += 1;
        return asked > most ? { kind: 'throttled', until: collecting.clock.now() } : ask();
      };
    };
    for (let i = 9; i > 0; i--) collecting.add(collecting.clock.now() - i * 24 * HOUR);
    await collecting.run();
    collecting.api.feed = '/other';
    collecting.addRecord(collecting.clock.now() - 20 * 24 * HOUR, { id: 'other', attributes: {} });
    await collecting.run({ answer: pages(1) });
    collecting.api.feed = '/events-stream';
    const before = (await readCaptures(collecting.archive)).length;

    // Act: the run that wins reads further.
    const { tally } = await collecting.run({ archive: raced({ answer: pages(2) }), answer: pages(1) });

    // Assess
    const captures = await readCaptures(collecting.archive);
    expect(tally).toMatchObject({ pages: 1, captures: 0, records: 0, duplicates: 3 });
    expect(captures.slice(before).map(({ header }) => header.duplicates)).toEqual([[0, 1, 2]]);
  });

  it('recognises its own object when the response to its write was lost', async () => {
    collecting.add(collecting.clock.now() - 5 * HOUR);
    const storesButSaysRefused = archiveThatPuts(async (key, body) => {
      await collecting.archive.put(key, body);
      return 'refused';
    });
    const { tally } = await collecting.run({ archive: storesButSaysRefused });
    expect(tally).toMatchObject({ captures: 1, records: 1, duplicates: 0 });
    expect(collecting.archive.objects.size).toBe(1);
  });
});
