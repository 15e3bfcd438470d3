import { deepText } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actionParam } from '../../lambda/rules/panther-params';
import { actionOf, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Keepwatch.Credential.Read',
  name: 'Credential of a source read',
  logTypes: ['Panther.Audit'],
  severity: 'HIGH',
  description:
    'Watches the deployment trail of Keepwatch: somebody or something other than its collector read the credential of a source, or had it copied to another region, where reads of it are not seen. The trail leaves out what collectors read; whoever knows the key can read the audit log of the whole organization from anywhere, and perhaps do more.',
  falsePositives:
    'An operator who opens the secret in the AWS console to enter or to check a new key, or who runs keepwatch doctor --stack or keepwatch detections coverage, which read it as the operator.',
  runbook:
    'Ask the actor, or whoever runs it, why it read the secret. If nobody can say: revoke the key where it was issued, enter a new one, delete copies in other regions, and search the log of that source for what the old key did.',
  reference: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring.html',
  tags: ['ATT&CK:T1528'],
  actions: ['READ_SOURCE_CREDENTIAL', 'REPLICATE_SOURCE_CREDENTIAL'],
  rule: (event) => event.actionResult !== 'FAILED',
  title: (event) => {
    const name = deepText(actionParam(event, 'name'));
    const did = actionOf(event) === 'read_source_credential' ? 'read' : 'copied to another region';
    return `${actorName(event)} ${did} the credential ${name ?? 'of a source'} of Keepwatch`;
  },
  tests: [
    {
      name: 'a person',
      match: true,
      title: 'ada@example.com read the credential keepwatch/atlassian-main of Keepwatch',
      severity: 'HIGH',
      event: {
        actionName: 'READ_SOURCE_CREDENTIAL',
        actionParams: { dynamic: { input: { name: 'keepwatch/atlassian-main' } }, static: {} },
        actionResult: 'SUCCEEDED',
        actor: { id: 'a-1', name: 'Ada', type: 'USER', attributes: { email: 'ada@example.com' } },
        errors: null,
        sourceIP: '203.0.113.7',
      },
    },
    {
      name: 'a person of whom only the id is known; no parameters, no address',
      match: true,
      title: 'a-1 read the credential of a source of Keepwatch',
      event: {
        actionName: 'read_source_credential',
        actionParams: {},
        actionResult: 'SUCCEEDED',
        actor: { id: 'a-1', type: 'USER' },
        sourceIP: '',
      },
    },
    {
      name: 'a program',
      match: true,
      title: 'ci read the credential of a source of Keepwatch',
      severity: 'HIGH',
      event: {
        actionName: 'READ_SOURCE_CREDENTIAL',
        actionResult: 'SUCCEEDED',
        actor: { id: 'AROAEXAMPLE:ci', name: 'ci', type: 'TOKEN' },
      },
    },
    {
      name: 'a person who was refused',
      match: false,
      event: {
        actionName: 'READ_SOURCE_CREDENTIAL',
        actionResult: 'FAILED',
        actor: { id: 'a-1', type: 'USER' },
        errors: [{ message: 'access denied' }],
      },
    },
    {
      name: 'nobody is named',
      match: true,
      title: 'an unknown actor read the credential of a source of Keepwatch',
      event: { actionName: 'READ_SOURCE_CREDENTIAL', actionResult: 'SUCCEEDED' },
    },
    {
      name: 'a copy in another region',
      match: true,
      title: 'eve copied to another region the credential keepwatch/atlassian-main of Keepwatch',
      event: {
        actionName: 'REPLICATE_SOURCE_CREDENTIAL',
        actionParams: {
          dynamic: { secretId: 'keepwatch/atlassian-main', addReplicaRegions: [{ region: 'us-west-2' }] },
          static: { name: 'keepwatch/atlassian-main' },
        },
        actionResult: 'SUCCEEDED',
        actor: { id: 'AIDAEXAMPLE', name: 'eve', type: 'USER' },
      },
    },
    {
      name: 'a person changes it',
      match: false,
      event: {
        actionName: 'UPDATE_SOURCE_CREDENTIAL',
        actionResult: 'SUCCEEDED',
        actor: { id: 'a-1', type: 'USER' },
      },
    },
  ],
});
