import type { EventType } from '../sources/log-type';
import { LOG_TYPES, logTypeOf } from '../sources/log-types';
import type { AuditEvent } from './event';
import { actionOf } from './who';

/** The type of an event, or undefined when it is none of these. */
export function eventType(event: AuditEvent): EventType | undefined {
  return logTypeOf(event.p_log_type).eventType?.(event, actionOf(event));
}

/** Action ids, in lower case, that `eventType` takes for a login, successful or not: the `actions` of a detection of logins. */
export const LOGIN_ACTIONS: readonly string[] = [
  ...new Set(LOG_TYPES.flatMap((name) => logTypeOf(name).loginActions ?? [])),
];
