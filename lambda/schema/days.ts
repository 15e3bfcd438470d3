import { lakeTime } from './timestamp';

/** Milliseconds of a UTC day. */
export const DAY_MS = 24 * 60 * 60 * 1000;

/** Each UTC day, `YYYY-MM-DD`, from one time to another, in epoch milliseconds. */
export function daysOf(since: number, until: number): readonly string[] {
  const days: string[] = [];
  const last = dayOf(until);
  for (let time = since; ; time += DAY_MS) {
    const day = dayOf(time);
    if (day > last) return days;
    days.push(day);
  }
}

/** The UTC day of a time in epoch milliseconds. */
export function dayOf(time: number): string {
  return lakeTime(time).slice(0, 10);
}
