import fc from 'fast-check';
import { caseCount, SHRINKING } from '../depth';
import { wholeNumberSetting } from '../whole-number-setting';
import { DUE_TO_BE_MET, type Met } from './met';
import { anySchedule, type Played, play, STAGES, type Stage } from './schedule';
import { anyTrailSchedule, playTrail } from './trail-schedule';

// The same schedules each time, few in a quick run. KEEPWATCH_SCHEDULES=10000 plays as many new ones.
const { KEEPWATCH_SCHEDULES, KEEPWATCH_PATH } = process.env;

// fast-check prints seed and path of a failure; with them the same schedule is played again, already shrunk.
const seed = wholeNumberSetting('KEEPWATCH_SEED', KEEPWATCH_SCHEDULES === undefined ? 1 : undefined);
const chosen = {
  ...(seed === undefined ? {} : { seed }),
  ...(KEEPWATCH_PATH === undefined ? {} : { path: KEEPWATCH_PATH }),
};

const report =
  (name: string) =>
  <T>(details: fc.RunDetails<T>): void => {
    if (!details.failed) return;
    const command = `KEEPWATCH_SEED=${details.seed} KEEPWATCH_PATH=${details.counterexamplePath} npx jest random-schedules -t '${name}'`;
    throw new Error(`${fc.defaultReportMessage(details)}\nThe same schedule again: ${command}`, {
      cause: details.errorInstance,
    });
  };

/** What fast-check prints when it goes wrong, and how it is played. */
interface History {
  readonly schedule: unknown;
  play(): Promise<Played>;
}

const polled = (stage: Stage) =>
  anySchedule(stage).map((schedule): History => ({ schedule, play: () => play(stage, schedule) }));
const pushed = anyTrailSchedule.map((schedule): History => ({ schedule, play: () => playTrail(schedule) }));

describe.each<[name: string, histories: fc.Arbitrary<History>, usually: number, due: readonly Met[]]>([
  ['Atlassian', polled(STAGES.Atlassian), 400, DUE_TO_BE_MET],
  ['Panther', polled(STAGES.Panther), 100, DUE_TO_BE_MET],
  ['the trail', pushed, 150, []],
])(
  'under any schedule of faults, crashes and concurrent runs, the functions for %s',
  (name, histories, usually, due) => {
    const schedules = wholeNumberSetting('KEEPWATCH_SCHEDULES', caseCount(usually, 20), 1);

    it(
      'write every received record to the lake exactly once, and fail visibly',
      async () => {
        const met = new Set<Met>();
        await fc.assert(
          fc.asyncProperty(histories, async (history) => {
            const played = await history.play();
            for (const each of played.met) met.add(each);
            expect(played.broken).toEqual([]);
          }),
          { numRuns: schedules, ...chosen, ...SHRINKING, reporter: report(name) },
        );
        // A few schedules, or the one that a path names, do not meet everything.
        if (schedules >= usually && KEEPWATCH_PATH === undefined) expect([...met].sort()).toEqual([...due].sort());
      },
      60_000 + schedules * 400,
    );

    it('repeat exactly under the same schedule', async () => {
      const [history] = fc.sample(histories, { numRuns: 1, seed: 7 });
      if (!history) throw new Error('fast-check gave no schedule.');

      const first = await history.play();
      const second = await history.play();

      const story = ({ runs }: Played) => runs.map((run) => [run.name, run.outcome.kind, run.suffered, run.answers]);
      expect(story(second)).toEqual(story(first));
      expect(second.captures).toEqual(first.captures);
      expect(first.captures.size).toBeGreaterThan(1);
    });
  },
);
