import { targetsOf } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.Group.MassAccessRevoked',
  name: 'Many groups lost a role or a product',
  logTypes: ['Atlassian.Audit'],
  severity: 'HIGH',
  description:
    'One actor revoked roles or product access of many different groups in a short time. Each group can have hundreds of members, who all lose access at once.',
  falsePositives: 'A product is discontinued, or roles are moved to new groups.',
  runbook:
    'Ask the actor whether a cleanup or a migration is in progress. If not: remove their admin rights, end their sessions, and restore the access of the groups; the audit log lists each of them.',
  reference: 'https://support.atlassian.com/user-management/docs/how-does-product-access-work/',
  tags: ['ATT&CK:T1531'],
  evidence: 'catalogue',
  threshold: 10,
  dedupPeriodMinutes: 60,
  actions: ['group_revoked_role', 'group_revoked_product_access'],
  title: (event) => `${actorName(event)} revoked roles or product access of many groups`,
  dedup: (event) => actorKey(event) ?? 'unknown actor',
  // If the event does not name the group, the event itself counts.
  unique: (event) => targetsOf(event, 'groups'),
  tests: [
    {
      name: 'one group of many; event shaped like that of a deleted group',
      match: true,
      title: 'ada@example.com revoked roles or product access of many groups',
      severity: 'HIGH',
      dedup: 'u-1',
      unique: 'g-1',
      event: {
        attributes: {
          action: 'GROUP_REVOKED_PRODUCT_ACCESS',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [
            { id: 's-1', type: 'sites', attributes: { name: 'example-org' } },
            { id: 'g-1', type: 'groups', attributes: { name: 'jira-users', groupName: 'jira-users' } },
          ],
        },
      },
    },
    {
      name: 'the event has only the action',
      match: true,
      title: 'an unknown actor revoked roles or product access of many groups',
      dedup: 'unknown actor',
      unique: '00000000000000000000000000000000',
      event: { attributes: { action: 'group_revoked_role' } },
    },
    {
      name: 'a group is granted a product',
      match: false,
      event: { attributes: { action: 'group_granted_product_access' } },
    },
  ],
});
