import { Command, Option } from 'commander';
import { SettingError } from '../lambda/errors';
import { DEPLOYMENT_SOURCE, SOURCE_NAME } from '../lambda/names';
import type { ObjectStore } from '../lambda/platform/object-store';
import { printableJson } from '../lambda/schema/printable';
import { parseRfc3339 } from '../lambda/schema/timestamp';
import { type Replayed, replayCapture } from '../local/replay/replay';
import { outcomesOf, replayText } from '../local/replay/replay-text';
import {
  archivedSources,
  capturesBetween,
  capturesWithFailures,
  ofSource,
  type RangeEnd,
} from '../local/replay/selection';
import { ofThem } from '../local/report/figures';
import { stepProgress, whileReading } from '../local/step-progress';
import { terminalText } from '../local/terminal-text';
import { unprocessedCaptures } from '../local/unprocessed';
import { GracefulStop } from './graceful-stop';
import type { DeadLetter, DeadLetters, Installation } from './installation';
import type { LakeOptions } from './open-engine';
import { openInstallation } from './open-installation';
import { type Intent, recorded } from './recorded';

interface Options extends LakeOptions {
  readonly source?: string;
  readonly from?: string;
  readonly to?: string;
  readonly failures?: boolean;
  readonly unprocessed?: boolean;
  readonly deadLetters?: boolean;
  readonly json?: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;
// What the trail keeps of them; all are shown.
const MOST_ERRORS = 10;

/** `replay`: has captures processed again, and says what that changed. */
export function replayCommand(): Command {
  const choices = ['from', 'failures', 'unprocessed', 'deadLetters'];
  const choice = (flags: string, description: string, name: string) =>
    new Option(flags, description).conflicts(choices.filter((other) => other !== name));
  return new Command('replay')
    .description('process captures again: what waits, what failed, or what a new schema reads otherwise')
    .addOption(choice('--dead-letters', 'those that the processor has given up', 'deadLetters'))
    .addOption(choice('--unprocessed', 'those without a receipt', 'unprocessed'))
    .addOption(choice('--failures', 'those of which records did not fit their schema', 'failures'))
    .addOption(choice('--from <capture>', 'from this number, date or time of capture on', 'from'))
    .option('--to <capture>', 'with --from: to this one, included (default: to the newest)')
    .option('--source <name>', 'of this source alone')
    .option('--lake <dir>', 'directory that npm start has filled', '.keepwatch')
    .addOption(new Option('--stack <name>', 'deployed stack instead').conflicts('lake'))
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action(replay);
}

async function replay(options: Options): Promise<void> {
  const choice = checkedChoice(options);
  const stop = new GracefulStop();
  const installation = await openInstallation(options);
  const { letters, strangers } = await whileReading('which captures', () => select(installation, choice, options));
  const replayed = await stop.during((signal) => replayAll(installation, letters, intentOf(choice, options), signal));
  installation.sayWhatWasTold();
  const text =
    letters.length === 0 ? `Nothing to process: ${NOTHING[choice.kind]}.` : replayText(replayed, letters.length);
  process.stdout.write(`${options.json ? printableJson(replayed) : text}\n`);
  if (strangers > 0) process.stderr.write(`${ofThem(strangers, 'message')} ${STRANGERS}\n`);
  const failed = strangers > 0 || replayed.some(({ outcome }) => outcome === 'failed');
  process.exitCode = stop.exitCode ?? (failed ? 1 : 0);
}

function intentOf({ kind }: Choice, options: Options): Intent {
  const { source = null, from = null, to = null }: Partial<Record<'source' | 'from' | 'to', string | null>> = options;
  const parameters = { choice: kind, source, from, to };
  return { name: 'REPLAY_CAPTURES', description: 'Captures were processed again', about: source, parameters };
}

// Where there is nothing to do, nothing was done.
async function replayAll(
  installation: Installation,
  letters: readonly DeadLetter[],
  intent: Intent,
  signal: AbortSignal,
): Promise<readonly Replayed[]> {
  if (letters.length === 0) return [];
  return recorded(
    () => installation,
    intent,
    async () => {
      const replayed = await replayEach(installation, letters, signal);
      const failures = replayed.flatMap(({ key, failure }) => (failure === null ? [] : [`${key}: ${failure}`]));
      const isWhole = failures.length === 0 && replayed.length === letters.length;
      return {
        value: replayed,
        result: isWhole ? 'SUCCEEDED' : failures.length === letters.length ? 'FAILED' : 'PARTIALLY_FAILED',
        errors: failures.slice(0, MOST_ERRORS),
        parameters: { captures: letters.length, ...outcomesOf(replayed) },
      };
    },
  );
}

const STRANGERS =
  'in the dead-letter queue name no capture of this archive and stay there: docs/runbook.md#processor-failing.';

/** What was chosen. */
type Choice =
  | { readonly kind: 'dead-letters' | 'unprocessed' | 'failures' }
  | { readonly kind: 'range'; readonly from: RangeEnd; readonly to: RangeEnd | undefined };

const NOTHING: Readonly<Record<Choice['kind'], string>> = {
  'dead-letters': 'no capture was given up',
  unprocessed: 'every capture has its receipt',
  failures: 'no capture has records that did not fit',
  range: 'no such capture is in the archive',
};

function checkedChoice(options: Options): Choice {
  if (options.source !== undefined && !SOURCE_NAME.test(options.source)) {
    throw new SettingError(`--source: ${terminalText(options.source)} is no name of a source.`);
  }
  if (options.to !== undefined && options.from === undefined) throw new SettingError('--to: only with --from.');
  if (options.deadLetters) return { kind: 'dead-letters' };
  if (options.unprocessed) return { kind: 'unprocessed' };
  if (options.failures) return { kind: 'failures' };
  if (options.from === undefined) {
    throw new SettingError('Say which: --dead-letters, --unprocessed, --failures, or --from. See replay --help.');
  }
  const to = options.to === undefined ? undefined : rangeEnd('--to', options.to, DAY_MS - 1);
  return { kind: 'range', from: rangeEnd('--from', options.from, 0), to };
}

// A date begins with its first moment, and ends with its last.
function rangeEnd(option: string, text: string, inDay: number): RangeEnd {
  if (/^\d{1,12}$/.test(text) && Number(text) > 0) return { seq: Number(text) };
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const time = parseRfc3339(isDate ? `${text}T00:00:00Z` : text);
  if (time !== undefined) return { time: isDate ? time + inDay : time };
  throw new SettingError(
    `${option}: ${terminalText(text)} is not allowed; use a capture's number, a date such as 2026-11-01, or a time such as 2026-11-01T12:00:00Z.`,
  );
}

async function select(installation: Installation, choice: Choice, { source }: Options): Promise<DeadLetters> {
  const { archive, lake } = installation;
  const chosen = (keys: readonly string[]) => ({
    letters: ofSource(keys, source).map((key) => ({ key, settle: async () => {} })),
    strangers: 0,
  });
  switch (choice.kind) {
    case 'dead-letters': {
      const { letters, strangers } = await installation.deadLetters();
      const isOther = ({ key }: DeadLetter) => ofSource([key], source).length === 0;
      for (const other of letters.filter(isOther)) await other.settle(false);
      return { letters: letters.filter((letter) => !isOther(letter)), strangers };
    }
    case 'unprocessed':
      return chosen(await unprocessedCaptures({ archive, lake }, source));
    case 'failures':
      return chosen(await capturesWithFailures(lake));
    case 'range':
      return chosen(await inRange(archive, choice, source));
  }
}

async function inRange(archive: ObjectStore, { from, to }: Extract<Choice, { kind: 'range' }>, source?: string) {
  const sources = source === undefined ? await archivedSources(archive) : [source];
  const isNumbered = 'seq' in from || (to !== undefined && 'seq' in to);
  // A number is of one source; of the deployment trail's, whoever means it says so.
  const polled = isNumbered && source === undefined ? sources.filter((name) => name !== DEPLOYMENT_SOURCE) : sources;
  if (isNumbered && polled.length > 1) {
    throw new SettingError(`--source: a number is of one source; there are ${sources.join(', ')}.`);
  }
  const keys: string[] = [];
  for (const each of polled) keys.push(...(await capturesBetween(archive, each, from, to)));
  return keys;
}

async function replayEach(
  installation: Installation,
  letters: readonly DeadLetter[],
  signal: AbortSignal,
): Promise<readonly Replayed[]> {
  const replayed: Replayed[] = [];
  const progress = stepProgress();
  try {
    for (let i = 0; i < letters.length; i += installation.processesAtOnce) {
      const batch = letters.slice(i, i + installation.processesAtOnce);
      if (signal.aborted) {
        for (const letter of batch) await letter.settle(false);
        continue;
      }
      progress.onStep(`${replayed.length} of ${ofThem(letters.length, 'capture')}`, i, letters.length);
      replayed.push(...(await Promise.all(batch.map((letter) => replayLetter(installation, letter)))));
    }
    return replayed;
  } finally {
    progress.stop();
  }
}

async function replayLetter(installation: Installation, { key, settle }: DeadLetter): Promise<Replayed> {
  const replayed = await replayCapture(installation, key);
  await settle(replayed.outcome !== 'failed');
  return replayed;
}

const HELP = `
Processing a capture again changes nothing where nothing was wrong: the same capture gives the
same rows. What stands in the lake and is not what was written is written again.

Examples:
  npm run keepwatch -- replay --dead-letters --stack Keepwatch
  npm run keepwatch -- replay --unprocessed
  npm run keepwatch -- replay --failures
  npm run keepwatch -- replay --from 7 --to 9 --source atlassian-main
  npm run keepwatch -- replay --from 2026-11-01 --to 2026-11-03
  npm run --silent keepwatch -- replay --failures --json | jq '.[] | select(.outcome == "failed")'

On a laptop nothing is given up: there, --dead-letters is the same as --unprocessed. Of a stack, its
own processor does the work; what was processed leaves the dead-letter queue, what failed again
stays there. Ctrl-C ends it after the captures in progress; what is
left can be processed by the same command. The deployment trail keeps that it was done.

Exit status: 0 when all were processed, 1 when any failed, 130 or 143 stopped by a signal.`;
