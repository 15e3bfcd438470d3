import { isObject } from './canonical-json';

/** Whether an object at any depth has names that differ only in case. Athena treats them as one repeated name. */
export function hasTwinNames(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasTwinNames);
  if (!isObject(value)) return false;
  const names = Object.keys(value);
  return (
    new Set(names.map((name) => name.toLowerCase())).size < names.length || Object.values(value).some(hasTwinNames)
  );
}
