import { Option } from 'commander';
import { printableJson } from '../../lambda/schema/printable';
import type { DefineCommand } from '../command';
import { type ActionIntent, withAuditRecord } from '../place/audit-record';

import { openPlace } from '../place/open-place';
import type { DeadLetter, Place } from '../place/place';
import { lakeOption, type PlaceOptions, stackOption } from '../place/place-options';
import { failureReason } from '../place/stack/aws-failure';
import { pluralize } from '../terminal/figures';
import { GracefulStop } from '../terminal/graceful-stop';
import { stepProgress, whileReading } from '../terminal/step-progress';
import { type Replayed, replayCapture } from './replay';
import { type Choice, checkedChoice, type ReplayOptions, selectCaptures } from './replay-choice';
import { outcomesOf, replayText } from './replay-text';

interface Options extends PlaceOptions, ReplayOptions {
  readonly json?: boolean;
}

// In the audit record; all are shown to the user.
const MOST_ERRORS = 10;

/** `replay`: processes captures again, and reports what that changed. */
export const defineCommand: DefineCommand = (command) => {
  const choices = ['from', 'failures', 'unprocessed', 'deadLetters'];
  const choice = (flags: string, description: string, name: string) =>
    new Option(flags, description).conflicts(choices.filter((other) => other !== name));
  command
    .addOption(choice('--dead-letters', 'captures in the dead-letter queue: processing failed', 'deadLetters'))
    .addOption(choice('--unprocessed', 'captures that were not processed', 'unprocessed'))
    .addOption(choice('--failures', 'captures with records that did not match the schema', 'failures'))
    .addOption(choice('--from <capture>', 'from this capture on: a number, a date or a time', 'from'))
    .option('--to <capture>', 'with --from: up to this one, included (default: the newest)')
    .option('--source <name>', 'only this source')
    .addOption(lakeOption())
    .addOption(stackOption())
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action(replay);
};

async function replay(options: Options): Promise<void> {
  const choice = checkedChoice(options);
  const stop = new GracefulStop();
  const place = await openPlace(options);
  const { selected, replayed } = await stop.during(async (signal) => {
    const selected = await whileReading('the list of captures', () => selectCaptures(place, choice, options));
    return { selected, replayed: await replayAll(place, selected.letters, intentOf(choice, options), signal) };
  });
  place.printMessages();
  const { letters, foreignMessages, hidden } = selected;
  const isNothing = letters.length === 0 && hidden === 0;
  const text = isNothing ? `Nothing to process: ${NOTHING[choice.kind]}.` : replayText(replayed, letters.length);
  process.stdout.write(`${options.json ? printableJson(replayed) : text}\n`);
  if (foreignMessages > 0) process.stderr.write(`${pluralize(foreignMessages, 'message')} ${FOREIGN_MESSAGES}\n`);
  if (hidden > 0) process.stderr.write(`${pluralize(hidden, 'message')} ${HIDDEN}\n`);
  const isLeft = foreignMessages + hidden > 0 || replayed.some(({ outcome }) => outcome === 'failed');
  process.exitCode = stop.exitCode ?? (isLeft ? 1 : 0);
}

function intentOf({ kind }: Choice, { source, from, to }: Options): ActionIntent {
  return {
    name: 'REPLAY_CAPTURES',
    description: 'Captures were processed again',
    about: source ?? null,
    parameters: { choice: kind, source: source ?? null, from: from ?? null, to: to ?? null },
  };
}

// Without captures, nothing is recorded.
async function replayAll(
  place: Place,
  letters: readonly DeadLetter[],
  intent: ActionIntent,
  signal: AbortSignal,
): Promise<readonly Replayed[]> {
  if (letters.length === 0) return [];
  return withAuditRecord(
    () => place,
    intent,
    async () => {
      const replayed = await replayEach(place, letters, signal);
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

const FOREIGN_MESSAGES =
  'in the dead-letter queue not for a capture of this archive; they stay there. See docs/runbook.md#processor-failing.';

const HIDDEN =
  'more in the dead-letter queue: another process has them, or there are more than one run takes. Run replay --dead-letters again in 15 minutes.';

const NOTHING: Readonly<Record<Choice['kind'], string>> = {
  'dead-letters': 'no capture is in the dead-letter queue',
  unprocessed: 'every capture is processed',
  failures: 'every record matches its schema',
  range: 'the archive has no such capture',
};

async function replayEach(
  place: Place,
  letters: readonly DeadLetter[],
  signal: AbortSignal,
): Promise<readonly Replayed[]> {
  const replayed: Replayed[] = [];
  const progress = stepProgress();
  try {
    for (let i = 0; i < letters.length; i += place.processesAtOnce) {
      const batch = letters.slice(i, i + place.processesAtOnce);
      if (signal.aborted) {
        // If this fails, they become visible again by themselves.
        await Promise.allSettled(letters.slice(i).map((letter) => letter.settle(false)));
        break;
      }
      progress.onStep(`${replayed.length} of ${pluralize(letters.length, 'capture')}`, i, letters.length);
      replayed.push(...(await Promise.all(batch.map((letter) => replayLetter(place, letter)))));
    }
    return replayed;
  } finally {
    progress.stop();
  }
}

async function replayLetter(place: Place, { key, settle }: DeadLetter): Promise<Replayed> {
  const replayed = await replayCapture(place, key);
  try {
    await settle(replayed.outcome !== 'failed');
    return replayed;
  } catch (error) {
    // A message that cannot be removed stops no other.
    const failure =
      replayed.failure ?? `It is processed, but its message is still in the queue: ${failureReason(error)}`;
    return { ...replayed, outcome: 'failed', failure };
  }
}

const HELP = `
The same capture always gives the same rows, so replaying an intact capture
changes nothing. Rows that are missing or differ are written again.

Examples:
  npx keepwatch replay --dead-letters --stack Keepwatch
  npx keepwatch replay --unprocessed
  npx keepwatch replay --failures
  npx keepwatch replay --from 7 --to 9 --source atlassian-main
  npx keepwatch replay --from 2026-11-01 --to 2026-11-03
  npx keepwatch replay --failures --json | jq '.[] | {key, outcome}'

A directory has no dead-letter queue: there --dead-letters is --unprocessed. In a
stack, the processor does the work; processed captures leave the dead-letter
queue, failed ones stay. Ctrl-C stops after the captures in progress; to continue,
run the same command again. The deployment trail records the replay.

Exit codes: 0 all processed, 1 any failed; others: npx keepwatch --help`;
