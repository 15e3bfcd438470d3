// Controls, formatting and direction marks, lone surrogates, line and paragraph separators: all that can move a cursor,
// hide a text or turn it around.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** JSON text that a terminal may show: the same value, with everything unprintable escaped. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(UNPRINTABLE, (character) =>
    [...character.split('')].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  );
}

/** A text from outside as a terminal may show it: one line, whatever could steer the terminal written out, cut to length. */
export function terminalText(text: string, longest = 80): string {
  const plain = text.slice(0, longest * 4).replace(UNPRINTABLE, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return plain.length > longest ? `${plain.slice(0, longest - 1)}…` : plain;
}
