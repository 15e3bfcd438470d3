import { clipped, escapeUnprintable } from '../../lambda/schema/printable';

/** A text from outside as a terminal may show it: one line, whatever could steer the terminal written out, cut to length. */
export function terminalText(text: string, longest = 80): string {
  return clipped(escapeUnprintable(text.slice(0, longest * 4)), longest);
}

/** A text of several lines, each as `terminalText` gives it. */
export function terminalLines(text: string, longest = 200): string {
  return text
    .split('\n')
    .map((line) => terminalText(line, longest))
    .join('\n');
}
