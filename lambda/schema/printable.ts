import { canonicalJson } from './canonical-json';

/**
 * Control, formatting and direction characters, lone surrogates, line and paragraph separators: they can move a cursor,
 * hide text or reverse it.
 */
export const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A text with every unprintable character escaped, except those in `staying`. */
export function escapeUnprintable(text: string, staying = ''): string {
  return text.replace(UNPRINTABLE, (character) =>
    staying.includes(character) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** JSON text that is safe for a terminal: names in order, unprintable characters escaped. */
export function printableJson(value: unknown): string {
  return canonicalJson(value).replace(UNPRINTABLE, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** The text, or its beginning with an ellipsis when it is too long. Never splits a character. */
export function clipped(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/\p{Cs}$/u, '')}…`;
}
