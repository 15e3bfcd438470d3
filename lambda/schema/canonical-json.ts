import { createHash } from 'node:crypto';

/**
 * The one text of a JSON value: keys in order of their UTF-16 units, no spaces.
 * Works off a list of its own instead of recursing, because a record nests as deep as its sender likes.
 */
export function canonicalJson(value: unknown): string {
  let text = '';
  const rest: (Literal | { readonly value: unknown })[] = [{ value }];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (typeof next === 'string') {
      text += next;
    } else if (Array.isArray(next.value)) {
      text += '[';
      rest.push(']');
      for (let i = next.value.length - 1; i >= 0; i--) {
        rest.push({ value: next.value[i] });
        if (i > 0) rest.push(',');
      }
    } else if (isObject(next.value)) {
      text += '{';
      rest.push('}');
      const keys = Object.keys(next.value).sort();
      for (let i = keys.length - 1; i >= 0; i--) {
        const key = keys[i] ?? '';
        rest.push({ value: next.value[key] }, `${JSON.stringify(key)}:`);
        if (i > 0) rest.push(',');
      }
    } else {
      text += JSON.stringify(next.value) ?? 'null';
    }
  }
  return text;
}

type Literal = string;

/** SHA-256 of the record's canonical text, in hex: what makes two records the same record. */
export function recordDigest(record: unknown): string {
  return createHash('sha256').update(canonicalJson(record)).digest('hex');
}

/** Whether a parsed JSON value is an object: not null, not an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
