import { Option } from 'commander';
import { printableJson } from '../../lambda/schema/printable';
import type { DefineCommand } from '../command';
import type { DeadLetter, Installation } from '../place/installation';
import type { LakeOptions } from '../place/open-engine';
import { openInstallation } from '../place/open-installation';
import { lakeOption, stackOption } from '../place/place-options';
import { type Intent, recorded } from '../place/recorded';
import { failureReason } from '../place/stack/aws-failure';
import { pluralize } from '../terminal/figures';
import { GracefulStop } from '../terminal/graceful-stop';
import { stepProgress, whileReading } from '../terminal/step-progress';
import { type Replayed, replayCapture } from './replay';
import { type Choice, checkedChoice, type ReplayOptions, selectCaptures } from './replay-choice';
import { outcomesOf, replayText } from './replay-text';

interface Options extends LakeOptions, ReplayOptions {
  readonly json?: boolean;
}

// What the trail keeps of them; all are shown.
const MOST_ERRORS = 10;

/** `replay`: has captures processed again, and says what that changed. */
export const defineCommand: DefineCommand = (command) => {
  const choices = ['from', 'failures', 'unprocessed', 'deadLetters'];
  const choice = (flags: string, description: string, name: string) =>
    new Option(flags, description).conflicts(choices.filter((other) => other !== name));
  command
    .addOption(choice('--dead-letters', 'those that the processor has given up', 'deadLetters'))
    .addOption(choice('--unprocessed', 'those without a receipt', 'unprocessed'))
    .addOption(choice('--failures', 'those of which records did not fit their schema', 'failures'))
    .addOption(choice('--from <capture>', 'from this number, date or time of capture on', 'from'))
    .option('--to <capture>', 'with --from: to this one, included (default: to the newest)')
    .option('--source <name>', 'of this source alone')
    .addOption(lakeOption())
    .addOption(stackOption())
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action(replay);
};

async function replay(options: Options): Promise<void> {
  const choice = checkedChoice(options);
  const stop = new GracefulStop();
  const installation = await openInstallation(options);
  const { selected, replayed } = await stop.during(async (signal) => {
    const selected = await whileReading('which captures', () => selectCaptures(installation, choice, options));
    return { selected, replayed: await replayAll(installation, selected.letters, intentOf(choice, options), signal) };
  });
  installation.sayWhatWasTold();
  const { letters, foreignMessages, hidden } = selected;
  const isNothing = letters.length === 0 && hidden === 0;
  const text = isNothing ? `Nothing to process: ${NOTHING[choice.kind]}.` : replayText(replayed, letters.length);
  process.stdout.write(`${options.json ? printableJson(replayed) : text}\n`);
  if (foreignMessages > 0) process.stderr.write(`${pluralize(foreignMessages, 'message')} ${FOREIGN_MESSAGES}\n`);
  if (hidden > 0) process.stderr.write(`${pluralize(hidden, 'message')} ${HIDDEN}\n`);
  const isLeft = foreignMessages + hidden > 0 || replayed.some(({ outcome }) => outcome === 'failed');
  process.exitCode = stop.exitCode ?? (isLeft ? 1 : 0);
}

function intentOf({ kind }: Choice, { source, from, to }: Options): Intent {
  return {
    name: 'REPLAY_CAPTURES',
    description: 'Captures were processed again',
    about: source ?? null,
    parameters: { choice: kind, source: source ?? null, from: from ?? null, to: to ?? null },
  };
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

const FOREIGN_MESSAGES =
  'in the dead-letter queue name no capture of this archive and stay there: docs/runbook.md#processor-failing.';

const HIDDEN =
  'besides in the dead-letter queue: somebody has taken them, or they are more than one run takes. Run it again in a quarter of an hour.';

const NOTHING: Readonly<Record<Choice['kind'], string>> = {
  'dead-letters': 'no capture was given up',
  unprocessed: 'every capture has its receipt',
  failures: 'no capture has records that did not fit',
  range: 'no such capture is in the archive',
};

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
        // They are there again by themselves after a while, if not now.
        await Promise.allSettled(letters.slice(i).map((letter) => letter.settle(false)));
        break;
      }
      progress.onStep(`${replayed.length} of ${pluralize(letters.length, 'capture')}`, i, letters.length);
      replayed.push(...(await Promise.all(batch.map((letter) => replayLetter(installation, letter)))));
    }
    return replayed;
  } finally {
    progress.stop();
  }
}

async function replayLetter(installation: Installation, { key, settle }: DeadLetter): Promise<Replayed> {
  const replayed = await replayCapture(installation, key);
  try {
    await settle(replayed.outcome !== 'failed');
    return replayed;
  } catch (error) {
    // Whatever became of the message, the others are not to wait for it.
    const failure =
      replayed.failure ?? `It is processed, but its message is still in the queue: ${failureReason(error)}`;
    return { ...replayed, outcome: 'failed', failure };
  }
}

const HELP = `
Processing a capture again changes nothing where nothing was wrong: the same capture gives the
same rows. What stands in the lake and is not what was written is written again.

Examples:
  npx keepwatch replay --dead-letters --stack Keepwatch
  npx keepwatch replay --unprocessed
  npx keepwatch replay --failures
  npx keepwatch replay --from 7 --to 9 --source atlassian-main
  npx keepwatch replay --from 2026-11-01 --to 2026-11-03
  npx keepwatch replay --failures --json | jq '.[] | select(.outcome == "failed")'

On a laptop nothing is given up: there, --dead-letters is the same as --unprocessed. Of a stack, its
own processor does the work; what was processed leaves the dead-letter queue, what failed again
stays there. Ctrl-C ends it after the captures in progress; what is
left can be processed by the same command. The deployment trail keeps that it was done.

Exit status: 0 when all were processed, 1 when any failed, 130 or 143 stopped by a signal.`;
