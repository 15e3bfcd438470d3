import { deepText } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actionParam } from '../../lambda/rules/panther-params';
import { actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Keepwatch.Credential.Changed',
  name: 'Credential of a source changed',
  logTypes: ['Panther.Audit'],
  severity: 'INFO',
  description:
    'Watches the deployment trail of Keepwatch: the credential of a source was changed. A wrong key stops the source; the key of another organization lets it collect a log that has nothing to do with yours.',
  falsePositives: 'A key that is renewed before it expires, which is how it should be.',
  runbook:
    'Check that a renewal was due and that the source has collected since. If nobody renewed the key: enter one that you know, and find out who may write the secret.',
  reference: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring.html',
  tags: ['ATT&CK:T1098.001'],
  actions: ['UPDATE_SOURCE_CREDENTIAL'],
  rule: (event) => event.actionResult !== 'FAILED',
  title: (event) => {
    const name = deepText(actionParam(event, 'name'));
    return `${actorName(event)} changed the credential ${name ?? 'of a source'} of Keepwatch`;
  },
  tests: [
    {
      name: 'a person',
      match: true,
      title: 'ada@example.com changed the credential keepwatch/atlassian-main of Keepwatch',
      severity: 'INFO',
      event: {
        actionName: 'UPDATE_SOURCE_CREDENTIAL',
        actionParams: { input: { name: 'keepwatch/atlassian-main' } },
        actionResult: 'SUCCEEDED',
        actor: { id: 'a-1', name: 'Ada', type: 'USER', attributes: { email: 'ada@example.com' } },
        errors: null,
      },
    },
    {
      name: 'nothing is known; the action in lower case',
      match: true,
      title: 'an unknown actor changed the credential of a source of Keepwatch',
      event: { actionName: 'update_source_credential', actionParams: {}, actionResult: 'SUCCEEDED', sourceIP: '' },
    },
    {
      name: 'refused',
      match: false,
      event: {
        actionName: 'UPDATE_SOURCE_CREDENTIAL',
        actionResult: 'FAILED',
        errors: [{ message: 'access denied' }],
      },
    },
    {
      name: 'it is read',
      match: false,
      event: { actionName: 'READ_SOURCE_CREDENTIAL', actionResult: 'SUCCEEDED' },
    },
  ],
});
