import type * as z from 'zod/mini';
import { NewerFormatError } from '../errors';
import { isObject } from '../schema/canonical-json';

/** A format of stored JSON: the newest version that this Keepwatch can read, and its shape. docs/upgrade.md states the rules. */
export interface StoredFormat<T> {
  readonly version: number;
  readonly schema: z.ZodMiniType<T>;
}

/**
 * Reads stored JSON text. Throws `NewerFormatError` when its `v` is higher than the format's version, and what `JSON.parse`
 * or the schema throws when the text is damaged. `key` names the object in errors.
 */
export function parseStored<T>(key: string, text: string, format: StoredFormat<T>): T {
  const stored: unknown = JSON.parse(text);
  const version = isObject(stored) ? stored.v : undefined;
  if (typeof version === 'number' && Number.isInteger(version) && version > format.version) {
    throw new NewerFormatError(key, version);
  }
  return format.schema.parse(stored);
}
