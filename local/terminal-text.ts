import { UNPRINTABLE } from '../lambda/schema/printable-json';

/** A text from outside as a terminal may show it: one line, whatever could steer the terminal written out, cut to length. */
export function terminalText(text: string, longest = 80): string {
  const plain = text.slice(0, longest * 4).replace(UNPRINTABLE, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
  if (plain.length <= longest) return plain;
  // Not in the middle of a pair of surrogates.
  return `${plain.slice(0, longest - 1).replace(/\p{Cs}$/u, '')}…`;
}

/** A text of several lines, each as `terminalText` gives it. */
export function terminalLines(text: string, longest = 200): string {
  return text
    .split('\n')
    .map((line) => terminalText(line, longest))
    .join('\n');
}
