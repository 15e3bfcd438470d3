import type { SchemaEvent } from '../schema/event';
import type { Schema } from '../schema/language';
import type { LogTypeDefinition } from './log-type';

/** How captures of one kind of source are read, and which log type their records become. */
export interface RecordFormat<S extends Schema = Schema, E extends object = SchemaEvent<S>> {
  readonly logType: LogTypeDefinition<S, E>;
  /** The records of a body, exact enough to distinguish any two. Throws when the body is not of this kind. */
  readRecords(body: Uint8Array): readonly unknown[];
  /** The identity of a record: records with equal identities are one record, which is archived once. */
  identityOf(record: unknown): unknown;
  /** The record as the schema of the log type describes it. */
  recordOf(record: unknown): unknown;
}

/** `identityOf` and `recordOf` of a kind whose records need no change. */
export function itself(record: unknown): unknown {
  return record;
}
