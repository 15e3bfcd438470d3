import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../lambda/platform/clock';
import type { SecretReader } from '../../lambda/platform/secrets';
import { printableJson } from '../../lambda/schema/printable';
import type { PullKind } from '../../lambda/sources/pullers';
import type { DefineCommand } from '../command';
import { demoCredential, environmentCredential } from '../place/directory/credentials';
import { checkOwnOrEmpty } from '../place/directory/lake-directory';
import { type LocalPipeline, type LocalRun, openPipeline } from '../place/directory/pipeline';
import { configuredDetectionSettings } from '../place/directory/processing';
import { SecretFile } from '../place/directory/secret-file';
import { onOutput } from '../terminal/colours';
import { hangingText } from '../terminal/hanging-text';
import { reportFailure } from '../terminal/report-failure';
import { stopOnSignal } from '../terminal/stop-on-signal';
import { exitCodeOf } from '../terminal/stop-signals';
import { TerminalLogger } from '../terminal/terminal-logger';
import { TerminalNotifier } from '../terminal/terminal-notifier';
import { terminalText } from '../terminal/terminal-text';
import { runDemo } from './demo';
import { summarizeLake } from './lake-summary';
import { type SourceAccess, SourceRunner } from './source-runner';
import { addStartOptions, type GivenOptions, type RealApi, readOptions, type StartOptions } from './start-options';
import { summaryText } from './summary-text';

const STOPPED = 'Stopped. What was collected is kept; the same command continues.';

/** `start`: collector and processor over a directory. Throws what a run throws. */
export const defineCommand: DefineCommand = (command) => {
  addStartOptions(command);
  command.action((given: GivenOptions) => start(readOptions(given, process.env)));
};

async function start(options: StartOptions): Promise<void> {
  const { source, api, lake, once } = options;
  const say = (line: string) => void (options.json || process.stdout.write(`${line}\n`));
  const logger = new TerminalLogger();
  const notifier = new TerminalNotifier();
  checkOwnOrEmpty(lake);
  const pipeline = await openPipeline(lake, `${source}-${api.kind === 'simulator' ? 'demo' : 'main'}`, {
    lookbackDays: options.lookbackDays,
    clock: systemClock,
    logger,
    notifier,
    ...configuredDetectionSettings(),
  });
  const runner = new SourceRunner(pipeline, logger, () => notifier.takeLines().forEach(say));
  const polls = api.kind === 'real' && !once;
  // Polling has no other end. Any other run was cut short, and the exit code says so.
  stopOnSignal(async () => {}, STOPPED, polls ? () => 0 : exitCodeOf);

  if (api.kind === 'simulator') return finish(await runDemo(pipeline, runner, source, say), pipeline, options);
  const access = accessTo(source, api, lake, process.env);
  const note = api.credential === 'demo' ? ' with the demo credential' : '';
  say(hangingText('', `Polling ${access.place} into ${terminalText(lake, 200)}${note}.`));
  if (once) return finish([await runner.run('Poll', access, 'every-run')], pipeline, options);

  for (;;) {
    await runner
      .run('Poll', access, 'daily')
      .then((run) => finish([run], pipeline, options))
      .catch(reportFailure);
    say(onOutput.dim(`Polling again in ${options.intervalMinutes} minutes; Ctrl-C stops.`));
    await sleep(options.intervalMinutes * 60_000);
  }
}

function accessTo(kind: PullKind, api: RealApi, lake: string, environment: NodeJS.ProcessEnv): SourceAccess {
  const place = api.baseUrl ?? `the ${kind} API`;
  return { kind, place, apiBaseUrl: api.baseUrl, secret: secretOf(kind, api, lake, environment) };
}

function secretOf(
  kind: PullKind,
  { baseUrl, credential }: RealApi,
  lake: string,
  environment: NodeJS.ProcessEnv,
): SecretReader {
  switch (credential) {
    case 'environment':
      return environmentCredential(kind, environment);
    case 'stored':
      return new SecretFile(lake, `${kind}-main`);
    case 'demo':
      return demoCredential(kind, baseUrl ?? '') ?? environmentCredential(kind, environment);
  }
}

async function finish(runs: readonly LocalRun[], pipeline: LocalPipeline, options: StartOptions): Promise<void> {
  const lake = await summarizeLake(pipeline.archive, pipeline.lake, pipeline.source, systemClock.now());
  const text = options.json
    ? `${printableJson({ source: pipeline.source, runs, lake })}\n`
    : summaryText(runs, lake, { source: pipeline.source, directory: options.lake, notifyDays: pipeline.notifyDays });
  process.stdout.write(text);
}
