import type { ManualClock } from '../manual-clock';

/** Work that is done at once but takes its time on a clock; what waits at the same time waits once. */
export async function waiting<T>(clock: ManualClock, milliseconds: number, work: () => Promise<T>): Promise<T> {
  const due = clock.now() + milliseconds;
  const result = await work();
  if (clock.now() < due) clock.advance(due - clock.now());
  return result;
}
