import { setTimeout as sleep } from 'node:timers/promises';
import pc from 'picocolors';
import { KeepwatchError } from '../lambda/errors';
import { systemClock } from '../lambda/platform/clock';
import { demoCredential, environmentCredential } from './credentials';
import { runDemo } from './demo';
import { summarizeLake } from './lake-summary';
import { type LocalOptions, readOptions } from './options';
import { type LocalPipeline, type LocalRun, openPipeline } from './pipeline';
import { SourceRunner } from './source-runner';
import { summaryText } from './summary-text';
import { TerminalLogger } from './terminal-logger';
import { terminalText } from './terminal-text';

/** `npm start`: collector and processor over a directory. Ends with 0 when caught up, 1 when something failed. */
async function start(argv: readonly string[]): Promise<void> {
  const options = readOptions(argv, process.env);
  if (!options) return;
  const say = (line: string) => void (options.json || process.stdout.write(`${line}\n`));
  const logger = new TerminalLogger();
  const source = options.api.kind === 'simulator' ? 'atlassian-demo' : 'atlassian-main';
  const pipeline = await openPipeline(options.lake, source, {
    lookbackDays: options.lookbackDays,
    clock: systemClock,
    logger,
  });
  const runner = new SourceRunner(pipeline, logger);

  if (options.api.kind === 'simulator') return finish(await runDemo(runner, say), pipeline, options);
  const api = {
    apiBaseUrl: options.api.baseUrl,
    secret: options.api.credential === 'demo' ? demoCredential : environmentCredential(process.env),
  };
  say(`Polling ${api.apiBaseUrl} into ${options.lake}.`);
  if (options.once) return finish([await runner.run(api, 'every-run')], pipeline, options);

  process.once('SIGINT', () => {
    say('Stopped. Nothing is lost: the next run goes on from here.');
    process.exit(0);
  });
  for (;;) {
    const run = await runner.run(api, 'daily').catch(reportFailure);
    if (run) await finish([run], pipeline, options);
    say(pc.dim(`Polling again in ${options.intervalMinutes} minutes; Ctrl-C stops.`));
    await sleep(options.intervalMinutes * 60_000);
  }
}

async function finish(runs: readonly LocalRun[], pipeline: LocalPipeline, options: LocalOptions): Promise<void> {
  const lake = await summarizeLake(pipeline.archive, pipeline.lake, pipeline.source, systemClock.now());
  const text = options.json
    ? `${JSON.stringify({ source: pipeline.source, runs, lake })}\n`
    : summaryText(runs, lake, { source: pipeline.source, directory: options.lake });
  process.stdout.write(text);
}

function reportFailure(error: unknown): undefined {
  if (!(error instanceof KeepwatchError)) throw error;
  process.stderr.write(`${pc.red('Failed:')} ${terminalText(error.message, 600)}\n`);
}

start(process.argv.slice(2)).catch((error: unknown) => {
  process.exitCode = 1;
  reportFailure(error);
});
