import { setTimeout as sleep } from 'node:timers/promises';
import { Option } from 'commander';
import { type Clock, systemClock } from '../../lambda/platform/clock';
import { printableJson } from '../../lambda/schema/printable';
import { PULLERS } from '../../lambda/sources/pullers';
import type { DefineCommand } from '../command';
import { parseSince } from '../options/since';
import { withAuditRecord } from '../place/audit-record';
import { type DirectorySource, directorySource } from '../place/directory/directory-source';
import { openPlace } from '../place/open-place';
import type { Place } from '../place/place';
import { lakeOption, type PlaceOptions, stackOption } from '../place/place-options';
import { configuredSource, type SourceAccess } from '../place/source-access';
import { counted, minuteOf, pluralize } from '../terminal/figures';
import { GracefulStop } from '../terminal/graceful-stop';
import { progressBar } from '../terminal/progress';
import { TerminalLogger } from '../terminal/terminal-logger';
import { terminalText } from '../terminal/terminal-text';
import { type Backfilled, backfill } from './backfill';

interface Options extends PlaceOptions {
  readonly since: string;
  readonly apiBaseUrl?: string;
  readonly json?: boolean;
}

/** `backfill`: reads a span of time from the API again, and archives what is missing. */
export const defineCommand: DefineCommand = (command, { sources }) => {
  command
    .argument('<source>', 'such as atlassian-main')
    .requiredOption('--since <when>', 'how far back: 12h, 30d, 8w, or a date such as 2026-11-01')
    .addOption(lakeOption())
    .addOption(stackOption())
    .addOption(
      new Option('--api-base-url <url>', "directory only: address of the API, instead of the vendor's own").conflicts(
        'stack',
      ),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action(async (name: string, options: Options) => {
      const since = parseSince(options.since, systemClock.now());
      const access = accessTo(name, options, sources);
      const stop = new GracefulStop();
      const place = await openPlace(options);
      const done = await stop.during((signal) =>
        recordedBackfill(place, access, { asked: options.since, since }, signal),
      );
      place.printMessages();
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

/** The start of the span, as typed and in epoch milliseconds. */
interface Span {
  readonly asked: string;
  readonly since: number;
}

function recordedBackfill(place: Place, access: DirectorySource, span: Span, signal: AbortSignal): Promise<Backfilled> {
  const intent = {
    name: 'BACKFILL_SOURCE',
    description: 'A span of time was read from the API again',
    about: access.name,
    parameters: { since: new Date(span.since).toISOString() },
  };
  return withAuditRecord(
    () => place,
    intent,
    async () => {
      const value = await run(place, access, span, signal);
      const { ending, read, missing } = value;
      const result = ending === 'through' ? 'SUCCEEDED' : 'PARTIALLY_FAILED';
      return { value, result, errors: ending === 'through' ? [] : ['It was stopped.'], parameters: { read, missing } };
    },
  );
}

async function run(
  place: Place,
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
    const done = await place.appending((archive) =>
      backfill({
        source: name,
        kind,
        pullSource,
        archive,
        lake: place.lake,
        clock,
        logger,
        ...span,
        signal,
        onPage: progress.onPage,
        onResumed: ({ read, missing }) =>
          void process.stderr.write(
            `Continuing an earlier run: ${pluralize(read, 'record')} read, ${counted(missing)} of them were missing.\n`,
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
  const counts = `${pluralize(read, 'record')} read, ${missing === 0 ? 'none' : counted(missing)} of them missing in the archive`;
  if (ending === 'stopped') return `Stopped. ${span}: ${counts} so far. To continue, run the same command again.`;
  // Vendors delete old records, and do not say how far back theirs reach.
  const reach = oldest === undefined ? '' : ` The oldest record that the API returned is from ${minuteOf(oldest)} UTC.`;
  if (missing === 0) return `${span}: ${counts}.${reach}`;
  const where =
    stack === undefined
      ? 'they are now archived and processed'
      : 'they are now archived, and will be in the lake within minutes';
  return `${span}: ${counts}; ${where}.${reach}`;
}

const HELP = `
Records that are already archived are not archived again. Polling keeps its
position and may run at the same time. Where the API says to wait, backfill waits.
Ctrl-C stops it after the page in progress; to continue, run the same command.

Examples:
  npx keepwatch backfill atlassian-main --since 2026-11-01 --stack Keepwatch
  npx keepwatch backfill atlassian-main --since 7d
  npx keepwatch backfill atlassian-main --since 7d --json | jq .missing

In a directory, the credential is the one in the environment, or the one that
connect has stored. In a stack, your AWS credentials (AWS_PROFILE, AWS_REGION) read
the secret and write to the archive. The deployment trail records the backfill,
and a detection may raise an alert about the write.

Exit codes: 0 complete, 1 failed; others: npx keepwatch --help`;
