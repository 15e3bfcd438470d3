import { clipped } from '../../lambda/schema/printable';

const LONGEST_TEXT = 200;
const STEPS: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/** A count with thousands separators: `12,345`. */
export function counted(count: number): string {
  return count.toLocaleString('en-US');
}

/** A count with its noun: `1 day`, `12 days`. */
export function pluralize(count: number, one: string, many = `${one}s`): string {
  return `${counted(count)} ${count === 1 ? one : many}`;
}

/** A length of time in its largest fitting unit: `45 s`, `3 min`, `2.5 h`; a dash when there is none. */
export function lengthOfTime(seconds: number | null): string {
  if (seconds === null) return '–';
  const [unit, name] = STEPS.find(([least]) => seconds >= least) ?? [1, 's'];
  const amount = seconds / unit;
  return `${counted(amount < 10 && unit > 1 ? Math.round(amount * 10) / 10 : Math.round(amount))} ${name}`;
}

/** A time to the minute; a dash when there is none. */
export function minuteOf(time: string | null): string {
  return time === null ? '–' : time.slice(0, 16).replace('T', ' ');
}

/** A text of an event, cut to a length for tables; `(none)` when it is missing. */
export function said(text: string | null): string {
  return text === null || text === '' ? '(none)' : clipped(text, LONGEST_TEXT);
}
