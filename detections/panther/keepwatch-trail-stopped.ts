import { defineDetection } from '../../lambda/rules/define-detection';
import { isByCloudFormation } from '../../lambda/rules/deployment-trail';
import { actionOf, actorName } from '../../lambda/rules/who';

const DID: Readonly<Record<string, string>> = {
  STOP_CLOUDTRAIL: 'stopped a trail of CloudTrail',
  DELETE_CLOUDTRAIL: 'deleted a trail of CloudTrail',
  UPDATE_CLOUDTRAIL: 'changed what a trail of CloudTrail records',
  DISABLE_EVENT_RULE: 'switched off a rule that starts Keepwatch',
  DELETE_EVENT_RULE: 'deleted a rule that starts Keepwatch',
  DELETE_TRAIL: 'deleted the deployment trail of Keepwatch',
  DISABLE_DEPLOYMENT_TRAIL: 'switched off the deployment trail of Keepwatch',
  DELETE_LOG: 'deleted a log of Keepwatch',
};

export default defineDetection({
  id: 'Keepwatch.Trail.Stopped',
  name: 'Trail stopped',
  logTypes: ['Panther.Audit'],
  severity: 'CRITICAL',
  description:
    'Watches the deployment trail of Keepwatch: a trail of CloudTrail was stopped, deleted or changed, or a rule or a log by which Keepwatch is seen. It may be the last that is heard: without CloudTrail the deployment trail is silent. MEDIUM where CloudFormation did it, save that the deployment trail was switched off.',
  falsePositives:
    'A trail that is replaced by another; a deployment that adds a source, which changes what a trail of its own records, or that renames rules: look for a DEPLOY_STACK of the same time.',
  runbook:
    'Look in CloudTrail whether a trail is logging management events in this region; if none is, start one first. Then read what the actor did around that time in the event history of CloudTrail, which has it for 90 days whatever became of the trails.',
  reference: 'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StopLogging.html',
  tags: ['ATT&CK:T1562.008'],
  actions: Object.keys(DID),
  rule: (event) => event.actionResult !== 'FAILED',
  title: (event) => `${actorName(event)} ${DID[actionOf(event).toUpperCase()] ?? 'stopped a trail'}`,
  // What Keepwatch tells of itself names no caller: that its trail goes is told in full, whoever did it.
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
      name: 'a rule is switched off; nothing else is known',
      match: true,
      title: 'an unknown actor switched off a rule that starts Keepwatch',
      event: { actionName: 'disable_event_rule', actionParams: {}, actionResult: 'SUCCEEDED', sourceIP: '' },
    },
    {
      name: 'a deployment switches the deployment trail off, as it tells itself',
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
      name: 'a deployment adds a source, which the trail is not to record',
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
      name: 'by a session that calls itself CloudFormation',
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
