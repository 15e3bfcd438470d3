import { createHash } from 'node:crypto';
import { JsonText } from './json-text';

/**
 * The canonical text of a JSON value: keys in UTF-16 order, no spaces. Values that JavaScript cannot represent keep their
 * original text. Any depth of nesting is allowed.
 */
export function canonicalJson(value: unknown): string {
  return shallowText(value, DEEPEST_RECURSION) ?? deepText(value);
}

const DEEPEST_RECURSION = 200;

// Undefined when the value has more levels.
function shallowText(value: unknown, levels: number): string | undefined {
  if (typeof value !== 'object' || value === null || value instanceof JsonText) return scalarText(value);
  if (levels === 0) return undefined;
  let text = '';
  for (const [name, inner] of members(value)) {
    const innerText = shallowText(inner, levels - 1);
    if (innerText === undefined) return undefined;
    text += text === '' ? name + innerText : `,${name}${innerText}`;
  }
  return Array.isArray(value) ? `[${text}]` : `{${text}}`;
}

// Uses a list instead of recursion.
function deepText(value: unknown): string {
  let text = '';
  const rest: (string | { readonly value: unknown })[] = [{ value }];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (typeof next === 'string') {
      text += next;
    } else if (typeof next.value !== 'object' || next.value === null || next.value instanceof JsonText) {
      text += scalarText(next.value);
    } else {
      const isList = Array.isArray(next.value);
      text += isList ? '[' : '{';
      rest.push(isList ? ']' : '}');
      for (const [i, [name, inner]] of [...members(next.value).entries()].reverse()) {
        rest.push({ value: inner }, i > 0 ? `,${name}` : name);
      }
    }
  }
  return text;
}

// The members of an array or an object, in order, each with the text before it.
function members(value: object): readonly (readonly [name: string, value: unknown])[] {
  if (Array.isArray(value)) return value.map((inner) => ['', inner]);
  if (!isObject(value)) return [];
  return Object.keys(value)
    .sort()
    .map((key) => [`${JSON.stringify(key)}:`, value[key]]);
}

function scalarText(value: unknown): string {
  return value instanceof JsonText ? value.text : (JSON.stringify(value) ?? 'null');
}

/** SHA-256 of the record's canonical text, in hex. Records with equal digests are the same record. */
export function recordDigest(record: unknown): string {
  return createHash('sha256').update(canonicalJson(record)).digest('hex');
}

/** Whether a parsed JSON value is an object: not null, not an array, and not a `JsonText`. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonText);
}
