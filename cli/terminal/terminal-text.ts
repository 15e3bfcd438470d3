import { clipped, escapeUnprintable } from '../../lambda/schema/printable';

/** A text from outside, safe for a terminal: one line, control characters escaped, cut to length. */
export function terminalText(text: string, longest = 80): string {
  return clipped(escapeUnprintable(text.slice(0, longest * 4)), longest);
}

/** A text of several lines, each made safe by `terminalText`. */
export function terminalLines(text: string, longest = 200): string {
  return text
    .split('\n')
    .map((line) => terminalText(line, longest))
    .join('\n');
}
