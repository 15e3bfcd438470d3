import { captureKey } from '../lambda/archive/capture';
import type { PullKind } from '../lambda/names';
import type { LocalPipeline, LocalRun } from './pipeline';
import { openAtlassianDemo } from './simulators/atlassian/demo';
import { openPantherDemo } from './simulators/panther/demo';
import type { SourceAccess, SourceRunner } from './source-runner';

/** What the bundled simulator of one kind of source plays. */
export interface Demo {
  readonly access: SourceAccess;
  /** What is seen in the first run, into an empty directory. */
  readonly introduction: string;
  /** What is simulated, as the subject of a sentence. */
  readonly subject: string;
  /** Something happens between two runs. */
  happen(): void;
  /** What that was, and what follows. */
  readonly happened: string;
  /** Why the second run may find nothing of it. */
  readonly foundBefore?: string;
  stop(): Promise<void>;
}

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

function openDemo(kind: PullKind): Promise<Demo> {
  switch (kind) {
    case 'atlassian':
      return openAtlassianDemo();
    case 'panther':
      return openPantherDemo(Date.now);
  }
}
