import { captureKey } from '../../lambda/archive/capture';
import { SettingError } from '../../lambda/errors';
import type { PullKind } from '../../lambda/sources/pullers';
import { DEMOS } from '../../simulators/demos';
import { credentialVariables, demoCredential } from '../place/directory/credentials';
import type { LocalPipeline, LocalRun } from '../place/directory/pipeline';
import type { SourceAccess, SourceRunner } from './source-runner';

/** Runs the whole pipeline against the bundled simulator: a first sync with injected faults, then a second run with a sweep. */
export async function runDemo(
  pipeline: LocalPipeline,
  runner: SourceRunner,
  kind: PullKind,
  say: (line: string) => void,
): Promise<readonly LocalRun[]> {
  const { demo, access } = await openDemo(kind);
  try {
    const isFirst = !(await pipeline.archive.exists(captureKey(pipeline.source, 1)));
    say(isFirst ? demo.introduction : `${demo.subject} again, continued from the last run.`);
    const first = await runner.run('Poll ', access, 'daily');
    demo.happen();
    say(demo.happened);
    const second = await runner.run('Sweep', access, 'every-run');
    if (demo.foundBefore && second.tally.late === 0) say(demo.foundBefore);
    return [first, second];
  } finally {
    await demo.stop();
  }
}

async function openDemo(kind: PullKind) {
  const demo = await DEMOS[kind]?.open();
  const secret = demo && demoCredential(kind, demo.baseUrl);
  if (!demo || !secret) {
    throw new SettingError(`There is no simulator of ${kind}: set ${credentialVariables(kind).join(' and ')}.`);
  }
  const { baseUrl } = demo;
  const access: SourceAccess = { kind, place: baseUrl, apiBaseUrl: baseUrl, secret };
  return { demo, access };
}
