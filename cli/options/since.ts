import { parseRfc3339, parseSpan } from '../../lambda/schema/timestamp';
import { UsageError } from '../exit-codes';
import { terminalText } from '../terminal/terminal-text';

// Every day in the span is looked up in the lake.
const MOST_MS = 3_660 * 24 * 3_600_000;

/** Epoch milliseconds of `12h`, `30d`, `8w` ago, or of a date. Throws `UsageError`. */
export function parseSince(text: string, now: number): number {
  const span = parseSpan(text);
  const since = span ? now - span : (parseRfc3339(`${text}T00:00:00Z`) ?? Number.NaN);
  if (since <= now && now - since <= MOST_MS) return since;
  throw new UsageError(
    `--since: ${terminalText(text)} is not allowed; use 12h, 30d, 8w, or a past date such as 2026-11-01, at most ten years back.`,
  );
}
