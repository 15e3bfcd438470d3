import { relative } from 'node:path';
import fc from 'fast-check';
import { caseCount, SHRINKING } from '../depth';
import { wholeNumberSetting } from '../whole-number-setting';

const { KEEPWATCH_FUZZ, KEEPWATCH_FUZZ_PATH } = process.env;
const times = wholeNumberSetting('KEEPWATCH_FUZZ', 1, 1);
// The same cases each time, unless more are wanted.
const seed = wholeNumberSetting('KEEPWATCH_FUZZ_SEED', KEEPWATCH_FUZZ === undefined ? 1 : Date.now() % 2 ** 31);

const QUICK_ONE_IN = 20;

// What inflates or nests without end takes a second on an idle machine, and many on a busy one.
jest.setTimeout(60_000 * times);

/** A test that holds for every value of an arbitrary: `runs` of them, KEEPWATCH_FUZZ times as many, or few in a quick run. */
export function fuzz<T>(
  name: string,
  runs: number,
  values: fc.Arbitrary<T>,
  property: (value: T) => Promise<void> | void,
): void {
  const check = () =>
    fc.assert(
      fc.asyncProperty(values, async (value) => property(value)),
      {
        numRuns: caseCount(runs, QUICK_ONE_IN) * times,
        seed,
        ...SHRINKING,
        ...(KEEPWATCH_FUZZ_PATH === undefined ? {} : { path: KEEPWATCH_FUZZ_PATH }),
        reporter: explain,
      },
    );
  it(name, check);
}

function explain<T>(details: fc.RunDetails<T>): void {
  if (!details.failed) return;
  const { testPath = '', currentTestName = '' } = expect.getState();
  const repeat = [
    `KEEPWATCH_FUZZ_SEED=${details.seed}`,
    ...(details.counterexamplePath === null ? [] : [`KEEPWATCH_FUZZ_PATH=${details.counterexamplePath}`]),
    `npx jest ${relative('.', testPath)} -t '${currentTestName.replaceAll("'", '.')}'`,
  ];
  throw new Error(`${fc.defaultReportMessage(details) ?? ''}\n\nRepeat it: ${repeat.join(' ')}`, {
    cause: details.errorInstance,
  });
}
