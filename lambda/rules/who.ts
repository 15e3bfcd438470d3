import type { Actor } from '../sources/log-type';
import { logTypeOf } from '../sources/log-types';
import { deepText } from './deep-get';
import type { AuditEvent } from './event';

/** The actor of an event of any log type. */
export function actorOf(event: AuditEvent): Actor {
  const { id, name, email } = logTypeOf(event.p_log_type).actor;
  return { id: deepText(event, ...id), name: deepText(event, ...name), email: deepText(event, ...email) };
}

/** The actor's name for people: the email, else the name, else the id. */
export function actorName(event: AuditEvent): string {
  const { id, name, email } = actorOf(event);
  return email ?? name ?? id ?? 'an unknown actor';
}

/** The actor's id, else email, else name, to distinguish actors. Undefined if the event names none. */
export function actorKey(event: AuditEvent): string | undefined {
  const { id, name, email } = actorOf(event);
  return id ?? email ?? name;
}

/** The IP address of the actor. Many events have none. */
export function sourceIp(event: AuditEvent): string | undefined {
  return deepText(event, ...logTypeOf(event.p_log_type).ip);
}

/** The action's id in lower case, for comparisons. */
export function actionOf(event: AuditEvent): string {
  return (deepText(event, ...logTypeOf(event.p_log_type).action) ?? '').toLowerCase();
}

/** The target of the action, named for people. Undefined if the event or its log type does not name it. */
export function targetOf(event: AuditEvent): string | undefined {
  return logTypeOf(event.p_log_type).target?.(event) || undefined;
}

/** The event in one line for people. Undefined if the event or its log type has no such text. */
export function messageOf(event: AuditEvent): string | undefined {
  return logTypeOf(event.p_log_type).message?.(event) || undefined;
}
