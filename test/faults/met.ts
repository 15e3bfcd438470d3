import { BACKFILL, BackfillStopped } from './backfills';
import { keptPositions } from './positions';
import type { Run } from './scheduler';

/** What schedules of a source that is polled are to meet, so that what they show is not about nothing. */
export const DUE_TO_BE_MET = [
  'a backfill that went through',
  'a backfill that failed',
  'a backfill that died',
  'a backfill that was stopped',
  'a backfill that went on where another had ended',
  'a record that a backfill alone had found',
  'a capture for the sake of the position',
  'a replay that changed nothing',
  'a replay that failed',
  'a replay that died',
] as const;

/** One of them. */
export type Met = (typeof DUE_TO_BE_MET)[number];

/** What one schedule met. */
export function metIn(
  runs: readonly Run[],
  resumed: readonly Run[],
  captures: ReadonlyMap<string, Uint8Array>,
): ReadonlySet<Met> {
  const { modes, positions } = keptPositions(captures);
  return new Set([
    ...runs.flatMap(endOf),
    ...(resumed.length > 0 ? (['a backfill that went on where another had ended'] as const) : []),
    ...(modes.has('backfill') ? (['a record that a backfill alone had found'] as const) : []),
    ...(positions > 0 ? (['a capture for the sake of the position'] as const) : []),
  ]);
}

function endOf({ name, outcome: { kind, ...outcome } }: Run): readonly Met[] {
  const isReplay = name.startsWith('replay ');
  if (kind === 'running' || !(isReplay || name === BACKFILL)) return [];
  if (isReplay) return [REPLAYS[kind]];
  const isStopped = 'error' in outcome && outcome.error instanceof BackfillStopped;
  return [isStopped ? 'a backfill that was stopped' : BACKFILLS[kind]];
}

const REPLAYS = {
  done: 'a replay that changed nothing',
  failed: 'a replay that failed',
  crashed: 'a replay that died',
} as const;
const BACKFILLS = {
  done: 'a backfill that went through',
  failed: 'a backfill that failed',
  crashed: 'a backfill that died',
} as const;
