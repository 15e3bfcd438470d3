import { isObject } from './canonical-json';

/** Whether names in a value, in one object at any depth, differ in case alone. To Athena they are one name, given twice. */
export function hasTwinNames(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasTwinNames);
  if (!isObject(value)) return false;
  const names = Object.keys(value);
  return (
    new Set(names.map((name) => name.toLowerCase())).size < names.length || Object.values(value).some(hasTwinNames)
  );
}
