import { onOutput } from '../terminal/colours';
import { counted, pluralize } from '../terminal/figures';
import { terminalText } from '../terminal/terminal-text';
import type { Outcome, Replayed } from './replay';

const WORDS: Readonly<Record<Outcome, string>> = {
  processed: 'processed for the first time',
  restored: 'restored',
  changed: 'changed',
  unchanged: 'unchanged',
  failed: 'failed',
};
const NOUNS = {
  events: (count: number) => pluralize(count, 'event'),
  rejected: (count: number) => `${counted(count)} rejected`,
  alerts: (count: number) => pluralize(count, 'alert'),
} as const;
const MOST_SHOWN = 20;
const LONGEST = 400;

/** How many captures had each outcome. */
export function outcomesOf(replayed: readonly Replayed[]): Readonly<Record<Outcome, number>> {
  const outcomes = { processed: 0, restored: 0, changed: 0, unchanged: 0, failed: 0 };
  for (const { outcome } of replayed) outcomes[outcome] += 1;
  return outcomes;
}

/** What a replay changed, as text. */
export function replayText(replayed: readonly Replayed[], all: number): string {
  const shown = replayed.filter(({ outcome }) => outcome !== 'unchanged');
  const lines = shown.slice(0, MOST_SHOWN).map(lineOf);
  if (shown.length > MOST_SHOWN)
    lines.push(onOutput.dim(`and ${pluralize(shown.length - MOST_SHOWN, 'capture')} more`));
  const sums = Object.entries(outcomesOf(replayed)).filter(([, count]) => count > 0);
  const summary = sums.map(([outcome, count]) => `${counted(count)} ${wordsOf(outcome)}`).join(', ');
  const of = replayed.length < all ? ` of ${counted(all)}` : '';
  if (lines.length > 0) lines.push('');
  return [...lines, `${pluralize(replayed.length, 'capture')}${of}${summary ? `: ${summary}` : ''}.`].join('\n');
}

function lineOf({ key, outcome, before, after, failure }: Replayed): string {
  const colour = outcome === 'failed' ? onOutput.red : onOutput.green;
  const what = failure === null ? countsText(before, after) : terminalText(failure, LONGEST);
  return `${colour(outcome.padEnd(9))}  ${terminalText(key)}: ${what}`;
}

// Only counts that changed.
function countsText(before: Replayed['before'], after: Replayed['after']): string {
  if (after === null) return 'no receipt';
  const shown = (['events', 'rejected', 'alerts'] as const).flatMap((count) => {
    if (before === null) return after[count] > 0 ? [NOUNS[count](after[count])] : [];
    return before[count] === after[count] ? [] : [`${count} ${counted(before[count])} → ${counted(after[count])}`];
  });
  if (shown.length > 0) return shown.join(', ');
  return before === null ? 'no events' : `${NOUNS.events(after.events)}; rows were missing or different`;
}

function wordsOf(outcome: string): string {
  return Object.entries(WORDS).find(([name]) => name === outcome)?.[1] ?? outcome;
}
