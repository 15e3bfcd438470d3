import { SettingError } from '../lambda/errors';
import { parseRfc3339 } from '../lambda/schema/timestamp';
import { terminalText } from '../local/terminal-text';

const HOUR_MS = 3_600_000;
const UNITS: Readonly<Record<string, number>> = { h: HOUR_MS, d: 24 * HOUR_MS, w: 7 * 24 * HOUR_MS };
// Each day is looked for in the lake.
const MOST_MS = 3_660 * 24 * HOUR_MS;

/** Epoch milliseconds of `12h`, `30d`, `8w` ago, or of a date. Throws `SettingError`. */
export function parseSince(text: string, now: number): number {
  const [, count = '', unit = ''] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  const span = Number(count) * (UNITS[unit] ?? 0);
  const since = span > 0 ? now - span : (parseRfc3339(`${text}T00:00:00Z`) ?? Number.NaN);
  if (since <= now && now - since <= MOST_MS) return since;
  throw new SettingError(
    `--since: ${terminalText(text)} is not allowed; use 12h, 30d, 8w, or a past date such as 2026-11-01, at most ten years back.`,
  );
}
