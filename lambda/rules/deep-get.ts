/** The value at a path of names and positions; undefined if there is none. Never throws. */
export function deepGet(value: unknown, ...path: readonly (string | number)[]): unknown {
  let inner = value;
  for (const step of path) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, step)) return undefined;
    inner = Reflect.get(inner, step);
  }
  return inner;
}

/** The text at a path, also of a number or a boolean; undefined if it is missing or empty. */
export function deepText(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const inner = deepGet(value, ...path);
  const text = typeof inner === 'number' || typeof inner === 'boolean' ? String(inner) : inner;
  return typeof text === 'string' && text !== '' ? text : undefined;
}

/** The list at a path; empty if there is none. */
export function deepList(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const inner = deepGet(value, ...path);
  return Array.isArray(inner) ? inner : [];
}
