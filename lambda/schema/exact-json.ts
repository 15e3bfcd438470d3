// A quick look that may be wrong about what stands in strings, and is right on every page without long integers.
const PERHAPS_LONG_INTEGER = /[[:,]\s*-?\d{16}/;
const LONG_INTEGER = /(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;

/**
 * Parses JSON with integers beyond 2^53 as text: as JavaScript numbers, two different ones could become the same.
 * Throws `SyntaxError` as `JSON.parse` does.
 */
export function parseExactly(json: string): unknown {
  const value: unknown = JSON.parse(json);
  return PERHAPS_LONG_INTEGER.test(json) ? JSON.parse(quoteLongIntegers(json)) : value;
}

function quoteLongIntegers(json: string): string {
  let quoted = '';
  for (let at = 0; at < json.length; ) {
    const opening = indexOfOr(json, '"', at, json.length);
    quoted += json.slice(at, opening).replace(LONG_INTEGER, (digits) => (isExact(digits) ? digits : `"${digits}"`));
    let closing = indexOfOr(json, '"', opening + 1, json.length);
    while (isEscaped(json, closing)) closing = indexOfOr(json, '"', closing + 1, json.length);
    quoted += json.slice(opening, closing + 1);
    at = closing + 1;
  }
  return quoted;
}

function isExact(digits: string): boolean {
  return Number.isSafeInteger(Number(digits));
}

function isEscaped(json: string, at: number): boolean {
  let backslashes = 0;
  while (json[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

function indexOfOr(text: string, wanted: string, from: number, otherwise: number): number {
  const found = text.indexOf(wanted, from);
  return found === -1 ? otherwise : found;
}
