// C0 and C1 controls, and the marks that turn the direction of writing: all that can move a cursor or hide a text.
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** A text from outside as a terminal may show it: one line, whatever could steer the terminal written out, cut to length. */
export function terminalText(text: string, longest = 80): string {
  const plain = text.slice(0, longest * 4).replace(UNPRINTABLE, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return plain.length > longest ? `${plain.slice(0, longest - 1)}…` : plain;
}
