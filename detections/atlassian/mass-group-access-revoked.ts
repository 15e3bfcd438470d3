import { targetsOf } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.Group.MassAccessRevoked',
  name: 'Many groups lost a role or a product',
  logTypes: ['Atlassian.Audit'],
  severity: 'HIGH',
  description:
    'One actor took roles or products from many different groups in a short time. Each of these groups can hold hundreds of people, who all lose access at once.',
  falsePositives: 'A product is given up, or roles are moved to new groups.',
  runbook:
    'Ask the actor whether a clean-up or a migration is under way. If not: take their admin rights, end their sessions, and give the groups back what they had; the audit log names them one by one.',
  reference: 'https://support.atlassian.com/user-management/docs/how-does-product-access-work/',
  tags: ['ATT&CK:T1531'],
  evidence: 'catalogue',
  threshold: 10,
  dedupPeriodMinutes: 60,
  actions: ['group_revoked_role', 'group_revoked_product_access'],
  title: (event) => `${actorName(event)} took roles or products from many groups`,
  dedup: (event) => actorKey(event) ?? 'unknown actor',
  // Where the event does not say which group it was, each event counts.
  unique: (event) => targetsOf(event, 'groups'),
  tests: [
    {
      name: 'one of them; the shape is that of a deleted group',
      match: true,
      title: 'ada@example.com took roles or products from many groups',
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
      name: 'nothing known',
      match: true,
      title: 'an unknown actor took roles or products from many groups',
      dedup: 'unknown actor',
      unique: '00000000000000000000000000000000',
      event: { attributes: { action: 'group_revoked_role' } },
    },
    { name: 'a group gets a product', match: false, event: { attributes: { action: 'group_granted_product_access' } } },
  ],
});
