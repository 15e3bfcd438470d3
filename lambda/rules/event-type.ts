import type { EventType } from '../sources/log-type';
import { LOG_TYPES, logTypeOf } from '../sources/log-types';
import type { AuditEvent } from './event';
import { actionOf } from './who';

/** The type of an event; undefined if it has none of these types. */
export function eventType(event: AuditEvent): EventType | undefined {
  return logTypeOf(event.p_log_type).eventType?.(event, actionOf(event));
}

/** Action ids of logins, successful or not, in lower case. Use them as `actions` of a detection of logins. */
export const LOGIN_ACTIONS: readonly string[] = [
  ...new Set(LOG_TYPES.flatMap((name) => logTypeOf(name).loginActions ?? [])),
];
