import { deepText } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';
import { dedupByCaller } from '../../lambda/rules/deployment-trail';
import type { EventOf } from '../../lambda/rules/event';
import { actionParam } from '../../lambda/rules/panther-params';
import { actionOf, actorName } from '../../lambda/rules/who';

function titleOf(event: EventOf<'Panther.Audit'>): string {
  const name = deepText(actionParam(event, 'name'));
  const credential = `the credential ${name ?? 'of a source'} of Keepwatch`;
  return actionOf(event) === 'read_source_credential'
    ? `${actorName(event)} read ${credential}`
    : `${actorName(event)} copied ${credential} to another region`;
}

export default defineDetection({
  id: 'Keepwatch.Credential.Read',
  name: 'Credential of a source read',
  logTypes: ['Panther.Audit'],
  severity: 'HIGH',
  description:
    'Somebody or something other than the collector read the credential of a source, or copied it to another region, where Keepwatch cannot see reads. Anybody with this key can read the audit log of the whole organization from anywhere, and may be able to do more. Seen in the deployment trail of Keepwatch, which leaves out reads by collectors.',
  falsePositives:
    'An operator who opens the secret in the AWS console to enter or check a key, or who runs keepwatch doctor --stack or keepwatch detections coverage. These commands read the secret as the operator.',
  runbook:
    'Ask the actor, or the owner of the program, why it read the secret. If nobody can say: revoke the key at its vendor, enter a new one, delete copies in other regions, and search the log of that source for actions of the old key.',
  reference: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring.html',
  tags: ['ATT&CK:T1528'],
  actions: ['READ_SOURCE_CREDENTIAL', 'REPLICATE_SOURCE_CREDENTIAL'],
  rule: (event) => event.actionResult !== 'FAILED',
  title: titleOf,
  dedup: (event) => dedupByCaller(event, titleOf(event)),
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
    ...[
      ['123456789012', 'AIDAEXAMPLE'] as const,
      // A session of a role in another account, whose name its caller chose.
      ['999999999999', 'AROAEXAMPLE:eve'] as const,
    ].map(([accountId, id]) => ({
      name: `one of two callers with the same name: ${id}`,
      match: true,
      title: 'eve read the credential of a source of Keepwatch',
      dedup: `${accountId} ${id}: eve read the credential of a source of Keepwatch`,
      event: {
        actionName: 'READ_SOURCE_CREDENTIAL',
        actionResult: 'SUCCEEDED' as const,
        actor: { id, name: 'eve', type: 'USER' as const, attributes: { accountId } },
      },
    })),
    {
      name: 'a person with only an id; no parameters, no address',
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
      name: 'a person without permission',
      match: false,
      event: {
        actionName: 'READ_SOURCE_CREDENTIAL',
        actionResult: 'FAILED',
        actor: { id: 'a-1', type: 'USER' },
        errors: [{ message: 'access denied' }],
      },
    },
    {
      name: 'the event names nobody',
      match: true,
      title: 'an unknown actor read the credential of a source of Keepwatch',
      event: { actionName: 'READ_SOURCE_CREDENTIAL', actionResult: 'SUCCEEDED' },
    },
    {
      name: 'a copy in another region',
      match: true,
      title: 'eve copied the credential keepwatch/atlassian-main of Keepwatch to another region',
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
