import { DEPLOYMENT_SOURCE } from '../names';
import { deepText } from './deep-get';
import type { EventOf } from './event';

const CLOUDFORMATION = 'cloudformation.amazonaws.com';

/** Whether the deployment trail tells it: what was done to Keepwatch itself. No other source may have its name. */
export function isFromDeploymentTrail(event: EventOf<'Panther.Audit'>): boolean {
  return event.p_source_label === DEPLOYMENT_SOURCE;
}

/** Whether CloudFormation did it, as a deployment told it to. Who deployed stands in a DEPLOY_STACK. */
export function isByCloudFormation(event: EventOf<'Panther.Audit'>): boolean {
  // Both are AWS's own words. What the session of a role is called, whoever takes the role may choose.
  const said = [deepText(event.sourceIP), deepText(event.actor, 'attributes', 'invokedBy')];
  return said.includes(CLOUDFORMATION);
}
