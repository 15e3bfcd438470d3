const RFC_3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:)(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/;
// No time needs more characters, and a hostile API can send megabytes.
const LONGEST = 1_000;
const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * Epoch milliseconds of an RFC 3339 time, or undefined. Fraction digits after the third are dropped. https://www.rfc-editor.org/rfc/rfc3339#section-5.6
 */
export function parseRfc3339(text: string): number | undefined {
  const match = text.length <= LONGEST ? RFC_3339.exec(text) : null;
  if (!match) return undefined;
  const [, day = '', hoursAndMinutes = '', second = '', fraction = '', zone = ''] = match;
  if (Number(day.slice(8)) > 28 && !isCalendarDay(day)) return undefined;
  // RFC 3339 allows leap seconds and JavaScript does not: one counts as the next second.
  const leap = second === '60' ? 1000 : 0;
  const seconds = leap ? '59' : second;
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  return inRange(Date.parse(`${day}T${hoursAndMinutes}${seconds}.${milliseconds}${zone.toUpperCase()}`) + leap);
}

/** Epoch milliseconds of an RFC 3339 time that may lack its zone (UTC then): `2022-04-27 20:47:09.425`. */
export function parseUtc(text: string): number | undefined {
  return parseRfc3339(text) ?? parseRfc3339(`${text}Z`);
}

/** Epoch milliseconds of a count of seconds or milliseconds since 1970, given as a number or as text. */
export function parseUnix(value: string | number, unit: 'seconds' | 'milliseconds'): number | undefined {
  if (typeof value === 'string' && (value.length > LONGEST || !/^-?\d+(\.\d+)?$/.test(value))) return undefined;
  return inRange(Math.floor(Number(value) * (unit === 'seconds' ? 1000 : 1)));
}

/** `YYYY-MM-DD HH:MM:SS.fff` in UTC: the form of every `p_` time in the lake. */
export function lakeTime(epochMilliseconds: number): string {
  return new Date(epochMilliseconds).toISOString().slice(0, 23).replace('T', ' ');
}

function isCalendarDay(day: string): boolean {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // V8 reads 30 February as 2 March.
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
}

// Four-digit years only: others would not sort as text or fit into a partition's name.
function inRange(epochMilliseconds: number): number | undefined {
  return epochMilliseconds >= FIRST && epochMilliseconds <= LAST ? epochMilliseconds : undefined;
}

const SPAN = /^\s*(\d{1,6})\s*(s|m|h|d|w|seconds?|minutes?|hours?|days?|weeks?)\s*$/i;
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

/** Milliseconds of a span such as `90m`, `12 hours`, `1 day`, `8w`; otherwise undefined. */
export function parseSpan(text: string): number | undefined {
  const [, count, unit = ''] = SPAN.exec(text) ?? [];
  const seconds = SECONDS[unit.charAt(0).toLowerCase()];
  return count === undefined || seconds === undefined ? undefined : Number(count) * seconds * 1_000;
}
