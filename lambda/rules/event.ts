import { isObject } from '../schema/canonical-json';
import { type JsonFieldParser, jsonFieldParser } from '../schema/event';
import { LOG_TYPES, type LogType, type LogTypeEvent, logTypeOf } from '../sources/log-types';

export type { Json } from '../schema/event';
export type { LogType } from '../sources/log-types';

/** What a rule gets of a log type: the typed fields of its schema, each optional unless required there, and Keepwatch's columns. */
export type EventOf<L extends LogType> = LogTypeEvent<L>;
/** Any event. */
export type AuditEvent = EventOf<LogType>;

/**
 * Reads a row of the lake as a rule gets it: fields of type `json`, which are text there, parsed.
 * The row is one that Keepwatch wrote: it fits the schema of its log type.
 */
export function readEvent<L extends LogType>(logType: L, row: string): EventOf<L> {
  const event: EventOf<L> = JSON.parse(row);
  parseJsonFields(logType, event);
  return event;
}

/** Parses, in place, the fields of a row that are of type `json`. */
export function parseJsonFields<L extends LogType>(logType: L, row: EventOf<L>): void {
  PARSERS.get(logType)?.(row);
}

const PARSERS: ReadonlyMap<LogType, JsonFieldParser> = new Map(
  LOG_TYPES.map((name) => [name, jsonFieldParser(logTypeOf(name).schema)]),
);

/** Makes an event one that no rule can change, at every depth. */
export function freezeEvent(event: AuditEvent): void {
  freeze(event);
}

function freeze(value: unknown): void {
  if (!isObject(value) && !Array.isArray(value)) return;
  for (const inner of Object.values(value)) freeze(inner);
  Object.freeze(value);
}
