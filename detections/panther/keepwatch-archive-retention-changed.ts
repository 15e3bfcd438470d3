import { defineDetection } from '../../lambda/rules/define-detection';
import { dedupByCaller, isByCloudFormation } from '../../lambda/rules/deployment-trail';
import type { EventOf } from '../../lambda/rules/event';
import { actorName } from '../../lambda/rules/who';

function titleOf(event: EventOf<'Panther.Audit'>): string {
  return `${actorName(event)} changed the retention of the archive of Keepwatch`;
}

export default defineDetection({
  id: 'Keepwatch.Archive.RetentionChanged',
  name: 'Archive retention changed',
  logTypes: ['Panther.Audit'],
  severity: 'CRITICAL',
  description:
    'Somebody changed how long the archive keeps its objects. A shorter retention destroys evidence although nobody deletes it. MEDIUM if CloudFormation did it. Seen in the deployment trail of Keepwatch.',
  falsePositives:
    'A planned change of the retention in the configuration: look for a DEPLOY_STACK event at the same time.',
  runbook:
    'Compare the lifecycle rules and the object lock of the archive bucket with the configuration. If it was not planned: at once, before the first objects expire, run npx cdk deploy --revert-drift (a plain cdk deploy does not see changes made by hand). Then list the objects that have expired or got a delete marker since.',
  reference: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html',
  tags: ['ATT&CK:T1070', 'ATT&CK:T1485'],
  actions: ['UPDATE_ARCHIVE_RETENTION'],
  rule: (event) => event.actionResult !== 'FAILED',
  title: titleOf,
  dedup: (event) => dedupByCaller(event, titleOf(event)),
  severityOf: (event) => (isByCloudFormation(event) ? 'MEDIUM' : 'DEFAULT'),
  tests: [
    {
      name: 'a person',
      match: true,
      title: 'eve@example.com changed the retention of the archive of Keepwatch',
      severity: 'CRITICAL',
      event: {
        actionName: 'UPDATE_ARCHIVE_RETENTION',
        actionParams: { dynamic: { input: { days: 1 } }, static: {} },
        actionResult: 'SUCCEEDED',
        actor: { id: 'a-9', name: 'Eve', type: 'USER', attributes: { email: 'eve@example.com' } },
        errors: null,
      },
    },
    {
      name: 'the event has only the action, in lower case',
      match: true,
      title: 'an unknown actor changed the retention of the archive of Keepwatch',
      event: { actionName: 'update_archive_retention', actionParams: {}, actionResult: 'SUCCEEDED', sourceIP: '' },
    },
    {
      name: 'by CloudFormation, in a deployment',
      match: true,
      severity: 'MEDIUM',
      event: {
        actionName: 'UPDATE_ARCHIVE_RETENTION',
        actionParams: {},
        actionResult: 'SUCCEEDED',
        actor: {
          id: 'AROAEXAMPLE:AWSCloudFormation',
          type: 'TOKEN',
          attributes: { invokedBy: 'cloudformation.amazonaws.com' },
        },
      },
    },
    {
      name: 'by a session with the name of CloudFormation',
      match: true,
      severity: 'CRITICAL',
      event: {
        actionName: 'UPDATE_ARCHIVE_RETENTION',
        actionResult: 'SUCCEEDED',
        actor: { id: 'r', type: 'TOKEN', attributes: { session: 'AWSCloudFormation' } },
      },
    },
    {
      name: 'refused',
      match: false,
      event: {
        actionName: 'UPDATE_ARCHIVE_RETENTION',
        actionResult: 'FAILED',
        errors: [{ message: 'access denied' }],
      },
    },
    { name: 'a deployment', match: false, event: { actionName: 'DEPLOY_STACK', actionResult: 'SUCCEEDED' } },
  ],
});
