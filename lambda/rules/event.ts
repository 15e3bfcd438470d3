import { isObject } from '../schema/canonical-json';
import { type JsonFieldParser, jsonFieldParser } from '../schema/event';
import { LOG_TYPES, type LogType, type LogTypeEvent, logTypeOf } from '../sources/log-types';

export type { Json } from '../schema/event';
export type { LogType } from '../sources/log-types';

/** The event that a rule gets: the fields of the log type's schema, optional unless required there, and Keepwatch's columns. */
export type EventOf<L extends LogType> = LogTypeEvent<L>;
/** Any event. */
export type AuditEvent = EventOf<LogType>;

/**
 * Reads a row of the lake as the event that a rule gets: parses fields of type `json`, which are text in the row.
 * Keepwatch wrote the row, so it matches the schema of its log type.
 */
export function readEvent<L extends LogType>(logType: L, row: string): EventOf<L> {
  const event: EventOf<L> = JSON.parse(row);
  parseJsonFields(logType, event);
  return event;
}

/** Parses the fields of type `json` in place. */
export function parseJsonFields<L extends LogType>(logType: L, row: EventOf<L>): void {
  PARSERS.get(logType)?.(row);
}

const PARSERS: ReadonlyMap<LogType, JsonFieldParser> = new Map(
  LOG_TYPES.map((name) => [name, jsonFieldParser(logTypeOf(name).schema)]),
);

/** Freezes an event at every depth, so that no rule can change it. */
export function freezeEvent(event: AuditEvent): void {
  freeze(event);
}

function freeze(value: unknown): void {
  if (!isObject(value) && !Array.isArray(value)) return;
  for (const inner of Object.values(value)) freeze(inner);
  Object.freeze(value);
}
