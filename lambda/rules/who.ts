import { deepText } from './deep-get';
import type { AuditEvent } from './event';

/** Who or what acted. A name need not be a person's, an email need not be an address. */
export interface Actor {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly email: string | undefined;
}

/** The actor of an event of any log type. */
export function actorOf(event: AuditEvent): Actor {
  const actor = event.p_log_type === 'Panther.Audit' ? event.actor : event.attributes?.actor;
  const emailAt = event.p_log_type === 'Panther.Audit' ? ['attributes', 'email'] : ['email'];
  return { id: deepText(actor, 'id'), name: deepText(actor, 'name'), email: deepText(actor, ...emailAt) };
}

/** What a person would call the actor: the email, else the name, else the id. */
export function actorName(event: AuditEvent): string {
  const { id, name, email } = actorOf(event);
  return email ?? name ?? id ?? 'an unknown actor';
}

/** The actor's id, else email, else name: to tell actors apart. Undefined when the event names none. */
export function actorKey(event: AuditEvent): string | undefined {
  const { id, name, email } = actorOf(event);
  return id ?? email ?? name;
}

/** The IP address that the actor came from; most events of Atlassian have none. */
export function sourceIp(event: AuditEvent): string | undefined {
  return event.p_log_type === 'Panther.Audit'
    ? deepText(event, 'sourceIP')
    : deepText(event, 'attributes', 'location', 'ip');
}

/** The action's id as it is compared: in lower case. */
export function actionOf(event: AuditEvent): string {
  const action =
    event.p_log_type === 'Panther.Audit' ? deepText(event, 'actionName') : deepText(event, 'attributes', 'action');
  return (action ?? '').toLowerCase();
}
