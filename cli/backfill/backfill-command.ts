import { setTimeout as sleep } from 'node:timers/promises';
import { Option } from 'commander';
import { type Clock, systemClock } from '../../lambda/platform/clock';
import { printableJson } from '../../lambda/schema/printable';
import { PULLERS } from '../../lambda/sources/pullers';
import type { DefineCommand } from '../command';
import { parseSince } from '../options/since';
import { type DirectorySource, directorySource } from '../place/directory/directory-source';
import type { Installation } from '../place/installation';
import type { LakeOptions } from '../place/open-engine';
import { openInstallation } from '../place/open-installation';
import { lakeOption, stackOption } from '../place/place-options';
import { recorded } from '../place/recorded';
import { configuredSource, type SourceAccess } from '../place/source-access';
import { counted, minuteOf, pluralize } from '../terminal/figures';
import { GracefulStop } from '../terminal/graceful-stop';
import { progressBar } from '../terminal/progress';
import { TerminalLogger } from '../terminal/terminal-logger';
import { terminalText } from '../terminal/terminal-text';
import { type Backfilled, backfill } from './backfill';

interface Options extends LakeOptions {
  readonly since: string;
  readonly apiBaseUrl?: string;
  readonly json?: boolean;
}

/** `backfill`: reads a span of time from the API again, and archives what is missing. */
export const defineCommand: DefineCommand = (command, { sources }) => {
  command
    .argument('<source>', 'whose audit log, such as atlassian-main')
    .requiredOption('--since <when>', 'from when on: 12h, 30d, 8w, or a date such as 2026-11-01')
    .addOption(lakeOption())
    .addOption(stackOption())
    .addOption(
      new Option(
        '--api-base-url <url>',
        "of a directory: where the API is, instead of the vendor's own address",
      ).conflicts('stack'),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action(async (name: string, options: Options) => {
      const since = parseSince(options.since, systemClock.now());
      const access = accessTo(name, options, sources);
      const stop = new GracefulStop();
      const installation = await openInstallation(options);
      const done = await stop.during((signal) =>
        recordedBackfill(installation, access, { asked: options.since, since }, signal),
      );
      installation.sayWhatWasTold();
      process.stdout.write(
        `${options.json ? printableJson({ source: name, ...done }) : doneText(name, done, options)}\n`,
      );
      if (done.ending === 'stopped') process.exitCode = stop.exitCode ?? 1;
    });
};

function accessTo(name: string, options: Options, sources: () => readonly SourceAccess[]): DirectorySource {
  if (options.stack === undefined) return directorySource(name, options.lake, options.apiBaseUrl, process.env);
  const source = configuredSource(name, sources());
  return { name, kind: source.kind, apiBaseUrl: source.apiBaseUrl, secret: deployed().stackSecret(source) };
}

// Loads the AWS SDK.
const deployed = (): typeof import('../place/stack/stack-secret') => require('../place/stack/stack-secret');

/** From when on, in the words of whoever asks and in epoch milliseconds. */
interface Span {
  readonly asked: string;
  readonly since: number;
}

function recordedBackfill(
  installation: Installation,
  access: DirectorySource,
  span: Span,
  signal: AbortSignal,
): Promise<Backfilled> {
  const intent = {
    name: 'BACKFILL_SOURCE',
    description: 'A span of time was read from the API again',
    about: access.name,
    parameters: { since: new Date(span.since).toISOString() },
  };
  return recorded(
    () => installation,
    intent,
    async () => {
      const value = await run(installation, access, span, signal);
      const { ending, read, missing } = value;
      const result = ending === 'through' ? 'SUCCEEDED' : 'PARTIALLY_FAILED';
      return { value, result, errors: ending === 'through' ? [] : ['It was stopped.'], parameters: { read, missing } };
    },
  );
}

async function run(
  installation: Installation,
  { name, kind, apiBaseUrl, secret }: DirectorySource,
  span: Span,
  signal: AbortSignal,
): Promise<Backfilled> {
  const progress = progressBar('Backfill', systemClock.now, span.since);
  const logger = new TerminalLogger();
  const clock: Clock = {
    now: systemClock.now,
    async sleep(milliseconds) {
      progress.onWait(milliseconds);
      await sleep(milliseconds, undefined, { signal });
    },
  };
  const pullSource = PULLERS[kind].open({ apiBaseUrl, secret, clock, random: Math.random });
  try {
    const done = await installation.appending((archive) =>
      backfill({
        source: name,
        kind,
        pullSource,
        archive,
        lake: installation.lake,
        clock,
        logger,
        ...span,
        signal,
        onPage: progress.onPage,
        onResumed: ({ read, missing }) =>
          void process.stderr.write(
            `Going on: ${pluralize(read, 'record')} read before, ${counted(missing)} of which had been missing.\n`,
          ),
      }),
    );
    if (done.ending === 'through') progress.complete();
    return done;
  } finally {
    progress.stop();
    logger.flush();
  }
}

function doneText(name: string, { ending, from, to, oldest, read, missing }: Backfilled, { stack }: Options): string {
  const span = `${terminalText(name)} from ${minuteOf(from)} to ${minuteOf(to)} UTC`;
  const counts = `${pluralize(read, 'record')} read, of which ${missing === 0 ? 'none was' : counted(missing)} missing`;
  if (ending === 'stopped') return `Stopped. ${span}: ${counts} so far. The same command goes on from here.`;
  // Vendors forget, and none of them says from when on it has.
  const reach = oldest === undefined ? '' : ` The oldest that the API gave is of ${minuteOf(oldest)} UTC.`;
  if (missing === 0) return `${span}: ${counts}.${reach}`;
  const where =
    stack === undefined
      ? 'they are archived and processed now'
      : 'they are archived now, and in the lake within minutes';
  return `${span}: ${counts}; ${where}.${reach}`;
}

const HELP = `
What is archived already is not archived again; polling keeps its position and may run meanwhile. As
fast as the API allows: where it asks to wait, this waits. Ctrl-C ends it after the page in progress,
and the same command goes on from there, whoever gives it.

Examples:
  npx keepwatch backfill atlassian-main --since 2026-11-01 --stack Keepwatch
  npx keepwatch backfill atlassian-main --since 7d
  npx keepwatch backfill atlassian-main --since 7d --json | jq .missing

Of a directory, the credential is the one in the environment, or the one that connect has stored. Of
a stack, your own AWS credentials (AWS_PROFILE, AWS_REGION) read the secret and write to the archive;
the deployment trail keeps that it was done, and a detection may ask who wrote there.

Exit status: 0 through, 1 failed, 130 or 143 stopped by a signal.`;
