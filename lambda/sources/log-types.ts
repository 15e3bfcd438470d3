import type { SchemaEvent } from '../schema/event';
import type { Schema } from '../schema/language';
import { FORMATS, type SourceKind } from './formats';
import type { LogTypeDefinition } from './log-type';

type RegisteredSchema = (typeof FORMATS)[SourceKind]['logType']['schema'];

/** The name of a log type: one that a registered format produces. */
export type LogType = RegisteredSchema['schema'];

/** An event of a log type, as a rule sees it. */
export type LogTypeEvent<L extends LogType> = {
  [Name in L]: SchemaEvent<Extract<RegisteredSchema, { readonly schema: Name }>>;
}[L];

/** A registered log type. Its functions take events of this log type only. */
export type KnownLogType = LogTypeDefinition<Schema, object>;

// Two kinds may share a log type.
const BY_NAME: ReadonlyMap<string, KnownLogType> = new Map(
  Object.values<{ readonly logType: KnownLogType }>(FORMATS).map(({ logType }) => [logType.schema.schema, logType]),
);

/** The names of the log types. */
export const LOG_TYPES: readonly LogType[] = [...BY_NAME.keys()].filter(isLogType);

/** Whether a log type of that name exists. */
export function isLogType(name: unknown): name is LogType {
  return typeof name === 'string' && BY_NAME.has(name);
}

/** The log type of that name. */
export function logTypeOf(name: LogType): KnownLogType {
  const known = BY_NAME.get(name);
  if (known === undefined) throw new RangeError(`Unknown log type ${JSON.stringify(name)}`);
  return known;
}

/** The lake table of a log type's events: lower case, `.` becomes `_`. */
export function tableOf(name: LogType): string {
  return name.toLowerCase().replaceAll('.', '_');
}
