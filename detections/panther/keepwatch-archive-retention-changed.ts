import { defineDetection } from '../../lambda/rules/define-detection';
import { isByCloudFormation } from '../../lambda/rules/deployment-trail';
import { actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Keepwatch.Archive.RetentionChanged',
  name: 'Retention of the archive changed',
  logTypes: ['Panther.Audit'],
  severity: 'CRITICAL',
  description:
    'Watches the deployment trail of Keepwatch: somebody changed how long the archive keeps what was collected. A shorter retention destroys evidence without anybody deleting it. MEDIUM where CloudFormation did it.',
  falsePositives: 'A planned change of the retention in the configuration: look for a DEPLOY_STACK of the same time.',
  runbook:
    'Compare the lifecycle rules and the object lock of the archive bucket with the configuration. Unless it was planned: deploy again at once, before the first objects expire, and list what has expired or been marked as deleted since.',
  reference: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html',
  tags: ['ATT&CK:T1070', 'ATT&CK:T1485'],
  actions: ['UPDATE_ARCHIVE_RETENTION'],
  rule: (event) => event.actionResult !== 'FAILED',
  title: (event) => `${actorName(event)} changed how long the archive of Keepwatch keeps what it holds`,
  severityOf: (event) => (isByCloudFormation(event) ? 'MEDIUM' : 'DEFAULT'),
  tests: [
    {
      name: 'a person',
      match: true,
      title: 'eve@example.com changed how long the archive of Keepwatch keeps what it holds',
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
      name: 'nothing is known; the action in lower case',
      match: true,
      title: 'an unknown actor changed how long the archive of Keepwatch keeps what it holds',
      event: { actionName: 'update_archive_retention', actionParams: {}, actionResult: 'SUCCEEDED', sourceIP: '' },
    },
    {
      name: 'by CloudFormation, as a deployment says',
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
      name: 'by a session that calls itself CloudFormation',
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
