import { isoTime } from '../archive/archive';
import type { LastRun } from '../archive/state';
import { KeepwatchError } from '../errors';
import { clipped, escapeUnprintable } from '../schema/printable';

const LONGEST_REASON = 1000;

/** How a run ended: when (epoch milliseconds), and whether polling had caught up. `before`: the last run before it. */
export function lastRunOf(
  ended: {
    readonly at: number;
    readonly caughtUp: boolean;
    readonly ending: LastRun['ending'];
    readonly reason?: string;
  },
  before: LastRun | null | undefined,
): LastRun {
  const endedAt = isoTime(ended.at);
  return {
    endedAt,
    ending: ended.ending,
    failure: ended.reason === undefined ? (before?.failure ?? null) : { at: endedAt, reason: ended.reason },
    caughtUpAt: ended.caughtUp ? endedAt : (before?.caughtUpAt ?? null),
  };
}

/** Why a run failed, fit to store and show. The message of an error that is not ours may hold anything, so only its name. */
export function reasonOf(error: unknown): string {
  if (error instanceof KeepwatchError)
    return `${error.name}: ${clipped(escapeUnprintable(error.message), LONGEST_REASON)}`;
  return error instanceof Error ? error.name : 'unknown';
}
