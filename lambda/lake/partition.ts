import { OWN_DAYS } from '../names';
import { DAY_MS, dayOf } from '../schema/days';

/**
 * The partition, `YYYY-MM-DD`, of an event with this day, in a capture of this time (epoch milliseconds): its own day if
 * Athena's tables project it for the retention after its capture, else the day of its capture.
 */
export type PartitionOf = (eventDay: string) => string;

/** Partitions of the rows of one capture. They depend on the capture's time alone, so a replay finds the same ones. */
export function partitionsOf(capturedAt: number): PartitionOf {
  const oldest = dayOf(capturedAt - OWN_DAYS.before * DAY_MS);
  const newest = dayOf(capturedAt + OWN_DAYS.after * DAY_MS);
  const captureDay = dayOf(capturedAt);
  return (eventDay) => (eventDay >= oldest && eventDay <= newest ? eventDay : captureDay);
}
