import { type Classifier, classifierFor } from '../schema/classify';
import { type JsonFieldParser, jsonFieldParser, type SchemaEvent } from '../schema/event';
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

/** A log type with what is compiled from its schema. */
export interface KnownLogType {
  /** Its functions take events of this log type alone. */
  readonly definition: LogTypeDefinition<Schema, object>;
  /** The lake table of its events. */
  readonly table: string;
  readonly classify: Classifier;
  readonly parseJsonFields: JsonFieldParser;
}

const BY_NAME = new Map<string, KnownLogType>();
for (const { logType } of Object.values(FORMATS)) {
  const { schema } = logType;
  // Two kinds may share a log type.
  if (BY_NAME.has(schema.schema)) continue;
  BY_NAME.set(schema.schema, {
    definition: logType,
    table: tableName(schema.schema),
    classify: classifierFor(schema),
    parseJsonFields: jsonFieldParser(schema),
  });
}

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
  return logTypeOf(name).table;
}

function tableName(logType: string): string {
  return logType.toLowerCase().replaceAll('.', '_');
}
