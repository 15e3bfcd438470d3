import type { LogType } from '../names';

/** How the records in the captures of one kind of source are read, told apart, and brought into the shape of their log type. */
export interface RecordFormat {
  readonly logType: LogType;
  /** The records of a body, exactly enough to tell any two apart. Throws when it is no body of this kind. */
  readRecords(body: Uint8Array): readonly unknown[];
  /** What makes a record this one: two of which this is equal are one record, which is archived once. */
  identityOf(record: unknown): unknown;
  /** The record as the schema of the log type describes it. */
  recordOf(record: unknown): unknown;
}

/** For `identityOf` and `recordOf` of a kind whose records are all that: the record itself. */
export function itself(record: unknown): unknown {
  return record;
}
