import { deepText } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';
import { dedupByCaller } from '../../lambda/rules/deployment-trail';
import type { EventOf } from '../../lambda/rules/event';
import { actionParam } from '../../lambda/rules/panther-params';
import { actorName } from '../../lambda/rules/who';

function titleOf(event: EventOf<'Panther.Audit'>): string {
  const name = deepText(actionParam(event, 'name'));
  return `${actorName(event)} changed the credential ${name ?? 'of a source'} of Keepwatch`;
}

export default defineDetection({
  id: 'Keepwatch.Credential.Changed',
  name: 'Credential of a source changed',
  logTypes: ['Panther.Audit'],
  severity: 'INFO',
  description:
    'Somebody changed the credential of a source. A wrong key stops the source. A key of another organization makes it collect a log that does not belong to you. Seen in the deployment trail of Keepwatch.',
  falsePositives: 'The renewal of a key before it expires. This is normal.',
  runbook:
    'Check that a renewal was planned and that the source has collected since. If nobody renewed the key: enter a key that you know, and find out who can write the secret.',
  reference: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring.html',
  tags: ['ATT&CK:T1098.001'],
  actions: ['UPDATE_SOURCE_CREDENTIAL'],
  rule: (event) => event.actionResult !== 'FAILED',
  title: titleOf,
  dedup: (event) => dedupByCaller(event, titleOf(event)),
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
      name: 'the event has only the action, in lower case',
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
