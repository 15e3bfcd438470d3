/**
 * The text of a value, the same for all that mean the same: names in order, and JSON that stands as text in a row as it stands
 * in the record, for columns of type json are text.
 */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => ordered(typeof inner === 'string' ? unfolded(inner) : inner));
}

function unfolded(text: string): unknown {
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
