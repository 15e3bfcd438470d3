import type { RequestParameters } from '../../../lambda/sources/pull-source';
import { readCaptures } from '../../archived-records';
import { Collecting, type RunOptions } from './collecting';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let collecting: Collecting;
beforeEach(() => {
  collecting = new Collecting();
});

describe('the sweep', () => {
  beforeEach(async () => {
    for (let i = 0; i < 8; i++) collecting.add(collecting.clock.now() - 8 * HOUR + i * HOUR);
    await collecting.run();
  });

  it('finds a record that appeared behind the cursor, counts it, and leaves the position as it is', async () => {
    const position = (await readCaptures(collecting.archive)).at(-1)?.header.resume;
    collecting.add(collecting.clock.now() - 4.5 * HOUR);
    expect((await collecting.run()).tally).toMatchObject({ records: 0, late: 0 });

    collecting.clock.advance(DAY);
    const { tally } = await collecting.run();

    expect(tally).toMatchObject({ captures: 1, records: 1, late: 1 });
    const last = (await readCaptures(collecting.archive)).at(-1)?.header;
    expect([last?.mode, last?.resume]).toEqual(['sweep', position]);
    expect(collecting.logger.lines.join()).toContain('appeared behind the cursor');
    expect(last?.watermark).toBe(new Date(collecting.clock.now() - DAY - HOUR).toISOString());
  });

  it('runs once a day', async () => {
    const sweeps = (asked: readonly RequestParameters[]) => asked.filter((request) => 'from' in request).length;
    expect(sweeps((await collecting.run()).asked)).toBe(0);
    collecting.clock.advance(DAY);
    expect(sweeps((await collecting.run()).asked)).toBe(1);
    expect(sweeps((await collecting.run()).asked)).toBe(0);
    expect(sweeps((await collecting.run({ sweep: 'every-run' })).asked)).toBe(1);
  });

  it('continues in the next run when its time is over', async () => {
    collecting.add(collecting.clock.now() - 1.5 * HOUR);
    collecting.clock.advance(DAY);
    // Time for the poll and for one page of the sweep.
    let pages = 0;
    const slow: RunOptions = {
      deadline: collecting.clock.now() + 100_000,
      answer: async (_request, ask) => {
        pages += 1;
        collecting.clock.advance(30_000);
        return ask();
      },
    };
    expect((await collecting.run(slow)).ending).toEqual({ kind: 'out-of-time' });
    const interrupted = pages;

    const { asked, ending, tally } = await collecting.run();

    expect(interrupted).toBe(2);
    expect(asked.filter((request) => 'from' in request)).toEqual([]);
    expect(ending).toEqual({ kind: 'caught-up' });
    expect(tally).toMatchObject({ late: 1 });
  });

  it('starts again when the cursor of an interrupted sweep is refused', async () => {
    collecting.clock.advance(DAY);
    const stop: RunOptions = {
      answer: async (request, ask) => ('from' in request ? ask() : { kind: 'throttled', until: 0 }),
    };
    collecting.lake.objects.delete('state/atlassian-main.json');
    await collecting.run(stop);
    const state = {
      head: 3,
      sweptAt: null,
      sweep: { startedAt: '2026-11-22T10:00:00Z', request: { cursor: '9/9/9' } },
    };
    collecting.lake.objects.set('state/atlassian-main.json', new TextEncoder().encode(JSON.stringify(state)));
    collecting.add(collecting.clock.now() - DAY - 4.5 * HOUR);

    const { tally, ending } = await collecting.run();

    expect(ending).toEqual({ kind: 'caught-up' });
    expect(tally).toMatchObject({ late: 1 });
  });
});
