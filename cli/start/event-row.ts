import * as z from 'zod/mini';
import { deepText } from '../../lambda/rules/deep-get';
import { readEvent } from '../../lambda/rules/event';
import { actorOf, messageOf, sourceIp } from '../../lambda/rules/who';
import { LOG_TYPES, type LogType, logTypeOf, tableOf } from '../../lambda/sources/log-types';

/** What a summary shows of an event, of whichever log type. */
export interface EventRow {
  /** `YYYY-MM-DD HH:MM:SS.fff`, UTC. */
  readonly time: string;
  readonly actor: string;
  readonly action: string;
  readonly ip: string;
  readonly message: string;
}

const timeOf = z.object({ p_event_time: z.string() });

/** Reads the rows of a table of events; undefined for every other table. The reader throws when a row is not readable. */
export function eventRowOf(table: string): ((row: string) => EventRow) | undefined {
  const logType = LOG_TYPES.find((name) => tableOf(name) === table);
  return logType && ((row) => eventRow(logType, row));
}

function eventRow(logType: LogType, row: string): EventRow {
  const event = readEvent(logType, row);
  const { id, name, email } = actorOf(event);
  return {
    time: timeOf.parse(event).p_event_time,
    actor: email ?? name ?? id ?? '',
    action: deepText(event, ...logTypeOf(logType).action) ?? '',
    ip: sourceIp(event) ?? '',
    message: messageOf(event) ?? '',
  };
}
