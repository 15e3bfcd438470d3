import fc from 'fast-check';
import { wholeNumberSetting } from '../whole-number-setting';
import { anySchedule, type Played, play, type Schedule } from './schedule';

// `npm test` plays the same 500 every time. KEEPWATCH_SCHEDULES=10000 plays as many new ones, for a night.
const { KEEPWATCH_SCHEDULES, KEEPWATCH_PATH } = process.env;
const schedules = wholeNumberSetting('KEEPWATCH_SCHEDULES', 500, 1);

// fast-check prints seed and path of a failure; with them the same schedule is played again, already shrunk.
const seed = wholeNumberSetting('KEEPWATCH_SEED', KEEPWATCH_SCHEDULES === undefined ? 1 : undefined);
const chosen = {
  ...(seed === undefined ? {} : { seed }),
  ...(KEEPWATCH_PATH === undefined ? {} : { path: KEEPWATCH_PATH }),
};

function report(details: fc.RunDetails<[Schedule]>): void {
  if (!details.failed) return;
  const command = `KEEPWATCH_SEED=${details.seed} KEEPWATCH_PATH=${details.counterexamplePath} npx jest random-schedules`;
  throw new Error(`${fc.defaultReportMessage(details)}\nThe same schedule again: ${command}`, {
    cause: details.errorInstance,
  });
}

describe('collectors and processors under any schedule of faults, crashes, and concurrent runs', () => {
  it(
    'bring every record that the API returned into the lake exactly once, and say when they fail',
    async () => {
      await fc.assert(
        fc.asyncProperty(anySchedule, async (schedule) => {
          expect((await play(schedule)).broken).toEqual([]);
        }),
        { numRuns: schedules, ...chosen, reporter: report },
      );
    },
    60_000 + schedules * 400,
  );

  it('do the same again under the same schedule', async () => {
    const [schedule] = fc.sample(anySchedule, { numRuns: 1, seed: 7 });
    if (!schedule) throw new Error('fast-check gave no schedule.');

    const first = await play(schedule);
    const second = await play(schedule);

    const story = ({ runs }: Played) => runs.map((run) => [run.name, run.outcome.kind, run.suffered, run.answers]);
    expect(story(second)).toEqual(story(first));
    expect(second.captures).toEqual(first.captures);
    expect(first.captures.size).toBeGreaterThan(1);
  });
});
