import { canonicalJson } from './canonical-json';

/**
 * Controls, formatting and direction marks, lone surrogates, line and paragraph separators: all that can move a cursor,
 * hide a text or turn it around.
 */
export const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A text in which everything unprintable is written out, save the characters that may stay. */
export function escapeUnprintable(text: string, staying = ''): string {
  return text.replace(UNPRINTABLE, (character) =>
    staying.includes(character) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** JSON text that a terminal may show: the same value, names in order, with everything unprintable escaped. */
export function printableJson(value: unknown): string {
  return canonicalJson(value).replace(UNPRINTABLE, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** The beginning of a text that is longer than allowed, with an ellipsis, and no half of a character. */
export function clipped(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/\p{Cs}$/u, '')}…`;
}
