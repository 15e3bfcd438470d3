import { DEPLOYMENT_SOURCE } from '../names';
import { deepText } from './deep-get';
import type { EventOf } from './event';
import { actorKey } from './who';

const CLOUDFORMATION = 'cloudformation.amazonaws.com';

/** True for events of the deployment trail: changes to Keepwatch itself. No other source can have its name. */
export function isFromDeploymentTrail(event: EventOf<'Panther.Audit'>): boolean {
  return event.p_source_label === DEPLOYMENT_SOURCE;
}

/** True if CloudFormation did it, in a deployment. The event DEPLOY_STACK names the person who deployed. */
export function isByCloudFormation(event: EventOf<'Panther.Audit'>): boolean {
  // AWS sets both fields. The session name of a role does not count: the caller chooses it.
  const callers = [deepText(event.sourceIP), deepText(event.actor, 'attributes', 'invokedBy')];
  return callers.includes(CLOUDFORMATION);
}

/**
 * The identity of the caller: account and principal. The name is not one: a user and a session of a role in another
 * account can have the same.
 */
export function callerKey(event: EventOf<'Panther.Audit'>): string {
  const account = deepText(event.actor, 'attributes', 'accountId');
  const principal = actorKey(event) ?? 'unknown actor';
  return account === undefined ? principal : `${account} ${principal}`;
}

/** For `dedup`: events with this title share an alert only if the same identity caused them. */
export function dedupByCaller(event: EventOf<'Panther.Audit'>, title: string): string {
  return `${callerKey(event)}: ${title}`;
}
