import { deepText } from '../../lambda/detection/deep-get';
import { defineDetection } from '../../lambda/detection/detection';
import { actionParam } from '../../lambda/detection/panther-params';
import { actorName } from '../../lambda/detection/who';

export default defineDetection({
  id: 'Keepwatch.Credential.Read',
  name: 'Credential of a source read by a person',
  logTypes: ['Panther.Audit'],
  severity: 'HIGH',
  description:
    'Watches the deployment trail of Keepwatch: a person read the credential of a source. Only the collector has to; whoever knows the key can read the audit log of the whole organization from anywhere, and perhaps do more.',
  falsePositives: 'An operator who opens the secret in the AWS console to enter or to check a new key.',
  runbook:
    'Ask the person why they opened the secret. If they did not, or cannot say: revoke the key where it was issued, enter a new one, and search the log of that source for what the old key did.',
  reference: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring.html',
  tags: ['ATT&CK:T1528'],
  actions: ['READ_SOURCE_CREDENTIAL'],
  rule: (event) => event.actionResult === 'SUCCEEDED' && deepText(event, 'actor', 'type') === 'USER',
  title: (event) => {
    const name = deepText(actionParam(event, 'name'));
    return `${actorName(event)} read the credential ${name ?? 'of a source'} of Keepwatch`;
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
      name: 'the collector',
      match: false,
      event: {
        actionName: 'READ_SOURCE_CREDENTIAL',
        actionResult: 'SUCCEEDED',
        actor: { id: 'collector', name: 'collector', type: 'TOKEN' },
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
      match: false,
      event: { actionName: 'READ_SOURCE_CREDENTIAL', actionResult: 'SUCCEEDED' },
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
