import { isoTime } from '../archive/archive';
import type { LastRun } from '../archive/state';
import { KeepwatchError } from '../errors';
import { clipped, escapeUnprintable } from '../schema/printable';

const LONGEST_REASON = 1000;

/** How a run has ended: at which time (epoch milliseconds), whether polling had caught up, and what was known before it. */
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

/** Why a run failed, as it may be kept and shown: of what is not ours, the message may hold anything. */
export function reasonOf(error: unknown): string {
  if (error instanceof KeepwatchError)
    return `${error.name}: ${clipped(escapeUnprintable(error.message), LONGEST_REASON)}`;
  return error instanceof Error ? error.name : 'unknown';
}
