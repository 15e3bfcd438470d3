import { SettingError } from '../lambda/errors';
import { terminalText } from '../local/terminal-text';

const HOUR_MS = 3_600_000;
const UNITS: Readonly<Record<string, number>> = { h: HOUR_MS, d: 24 * HOUR_MS, w: 7 * 24 * HOUR_MS };

/** Epoch milliseconds of `12h`, `30d`, `8w` ago, or of a date. Throws `SettingError`. */
export function parseSince(text: string, now: number): number {
  const [, count = '', unit = ''] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  const span = Number(count) * (UNITS[unit] ?? 0);
  if (span > 0) return now - span;
  const date = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(date) && date <= now) return date;
  throw new SettingError(
    `--since: ${terminalText(text)} is not allowed; use 12h, 30d, 8w, or a past date such as 2026-11-01.`,
  );
}
