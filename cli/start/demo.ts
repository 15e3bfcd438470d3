import { captureKey } from '../../lambda/archive/capture';
import { SettingError } from '../../lambda/errors';
import type { PullKind } from '../../lambda/sources/kinds';
import { credentialVariables } from '../place/directory/credentials';
import type { LocalPipeline, LocalRun } from '../place/directory/pipeline';
import { openAtlassianDemo } from './atlassian-demo';
import type { Demonstration } from './demonstration';
import { openPantherDemo } from './panther-demo';
import type { SourceRunner } from './source-runner';

/** The whole path against the bundled simulator: a first sync with faults on the way, then a second run with a sweep. */
export async function runDemo(
  pipeline: LocalPipeline,
  runner: SourceRunner,
  kind: PullKind,
  say: (line: string) => void,
): Promise<readonly LocalRun[]> {
  const demo = await openDemo(kind);
  try {
    const isFirst = !(await pipeline.archive.exists(captureKey(pipeline.source, 1)));
    say(isFirst ? demo.introduction : `${demo.subject} again: going on where the last run was.`);
    const first = await runner.run('Poll ', demo.access, 'daily');
    demo.happen();
    say(demo.happened);
    const second = await runner.run('Sweep', demo.access, 'every-run');
    if (demo.foundBefore && second.tally.late === 0) say(demo.foundBefore);
    return [first, second];
  } finally {
    await demo.stop();
  }
}

// A kind need not have a simulator.
const DEMOS: Readonly<Partial<Record<PullKind, () => Promise<Demonstration>>>> = {
  atlassian: openAtlassianDemo,
  panther: () => openPantherDemo(Date.now),
};

function openDemo(kind: PullKind): Promise<Demonstration> {
  const open = DEMOS[kind];
  if (open) return open();
  throw new SettingError(`There is no simulator of ${kind}: set ${credentialVariables(kind).join(' and ')}.`);
}
