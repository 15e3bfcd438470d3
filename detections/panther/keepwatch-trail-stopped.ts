import { defineDetection } from '../../lambda/rules/define-detection';
import { dedupByCaller, isByCloudFormation } from '../../lambda/rules/deployment-trail';
import type { EventOf } from '../../lambda/rules/event';
import { actionOf, actorName } from '../../lambda/rules/who';

const VERBS: Readonly<Record<string, string>> = {
  STOP_CLOUDTRAIL: 'stopped a trail of CloudTrail',
  DELETE_CLOUDTRAIL: 'deleted a trail of CloudTrail',
  UPDATE_CLOUDTRAIL: 'changed what a trail of CloudTrail records',
  DISABLE_EVENT_RULE: 'switched off a rule that starts Keepwatch',
  DELETE_EVENT_RULE: 'deleted a rule that starts Keepwatch',
  DELETE_TRAIL: 'deleted the deployment trail of Keepwatch',
  DISABLE_DEPLOYMENT_TRAIL: 'switched off the deployment trail of Keepwatch',
  DELETE_TRAIL_QUEUE: 'deleted events that the deployment trail had not archived yet',
  DELETE_LOG: 'deleted a log of Keepwatch',
};

function titleOf(event: EventOf<'Panther.Audit'>): string {
  return `${actorName(event)} ${VERBS[actionOf(event).toUpperCase()] ?? 'stopped a trail'}`;
}

export default defineDetection({
  id: 'Keepwatch.Trail.Stopped',
  name: 'CloudTrail or deployment trail stopped',
  logTypes: ['Panther.Audit'],
  severity: 'CRITICAL',
  description:
    'Somebody stopped, deleted or changed a trail of CloudTrail, or a rule, a queue or a log that monitors Keepwatch. This may be the last message: without CloudTrail, the deployment trail of Keepwatch is silent. MEDIUM if CloudFormation did it, except when it switched off the deployment trail. Seen in the deployment trail of Keepwatch.',
  falsePositives:
    'A trail that is replaced by another one. A deployment that adds a source, which changes what its own trail records, or that renames rules: look for a DEPLOY_STACK event at the same time.',
  runbook:
    'Check in CloudTrail that a trail logs management events in this region. If there is none, start one now. Then read in the event history of CloudTrail what the actor did at that time; it keeps 90 days even without a trail.',
  reference: 'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StopLogging.html',
  tags: ['ATT&CK:T1562.008'],
  actions: Object.keys(VERBS),
  rule: (event) => event.actionResult !== 'FAILED',
  title: titleOf,
  dedup: (event) => dedupByCaller(event, titleOf(event)),
  // A record by Keepwatch itself names no caller, so switching off its own trail stays CRITICAL.
  severityOf: (event) => (isByCloudFormation(event) ? 'MEDIUM' : 'DEFAULT'),
  tests: [
    {
      name: 'a trail is stopped',
      match: true,
      title: 'eve@example.com stopped a trail of CloudTrail',
      severity: 'CRITICAL',
      event: {
        actionName: 'STOP_CLOUDTRAIL',
        actionParams: { dynamic: { name: 'management' }, static: { name: 'management' } },
        actionResult: 'SUCCEEDED',
        actor: { id: 'a-9', name: 'eve@example.com', type: 'USER', attributes: { email: 'eve@example.com' } },
      },
    },
    {
      name: 'events that wait for the trail are deleted',
      match: true,
      title: 'eve@example.com deleted events that the deployment trail had not archived yet',
      event: {
        actionName: 'DELETE_TRAIL_QUEUE',
        actionParams: {},
        actionResult: 'SUCCEEDED',
        actor: { id: 'a-9', name: 'eve@example.com', type: 'USER', attributes: { email: 'eve@example.com' } },
      },
    },
    {
      name: 'a rule is switched off; the event has only the action',
      match: true,
      title: 'an unknown actor switched off a rule that starts Keepwatch',
      event: { actionName: 'disable_event_rule', actionParams: {}, actionResult: 'SUCCEEDED', sourceIP: '' },
    },
    {
      name: 'a deployment switches off the deployment trail and reports it',
      match: true,
      title: 'CloudFormation switched off the deployment trail of Keepwatch',
      severity: 'CRITICAL',
      event: {
        actionName: 'DISABLE_DEPLOYMENT_TRAIL',
        actionParams: { dynamic: {}, static: { name: 'Keepwatch' } },
        actionResult: 'SUCCEEDED',
        actor: { id: 'cloudformation.amazonaws.com', type: 'TOKEN', name: 'CloudFormation', attributes: {} },
      },
    },
    {
      name: 'a deployment adds a source, which the trail must exclude',
      match: true,
      title: 'AWSCloudFormation changed what a trail of CloudTrail records',
      severity: 'MEDIUM',
      event: {
        actionName: 'UPDATE_CLOUDTRAIL',
        actionParams: { dynamic: { trailName: 'Keepwatch-OwnCloudTrail' }, static: { name: null } },
        actionResult: 'SUCCEEDED',
        actor: {
          id: 'AROAEXAMPLE:AWSCloudFormation',
          name: 'AWSCloudFormation',
          type: 'TOKEN',
          attributes: { invokedBy: 'cloudformation.amazonaws.com' },
        },
        sourceIP: 'cloudformation.amazonaws.com',
      },
    },
    {
      name: 'by a session with the name of CloudFormation',
      match: true,
      severity: 'CRITICAL',
      event: {
        actionName: 'UPDATE_CLOUDTRAIL',
        actionResult: 'SUCCEEDED',
        actor: { id: 'r', type: 'TOKEN', attributes: { session: 'AWSCloudFormation' } },
      },
    },
    {
      name: 'refused',
      match: false,
      event: { actionName: 'DELETE_CLOUDTRAIL', actionResult: 'FAILED', errors: [{ message: 'AccessDenied' }] },
    },
    { name: 'a trail is started', match: false, event: { actionName: 'START_CLOUDTRAIL', actionResult: 'SUCCEEDED' } },
  ],
});
