import { targetsOf } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.User.ManyProductAccessesGranted',
  name: 'Product access granted to many people',
  logTypes: ['Atlassian.Audit'],
  severity: 'LOW',
  description:
    'One actor granted product access to many different people within an hour. A stolen admin account can prepare more accounts in this way, and each account uses a licence.',
  falsePositives: 'A new team or a new product. An identity provider sync can look the same.',
  runbook:
    'Look at who got access and to what; external and newly created accounts matter most. If nobody requested it: revoke the access and check the account of the actor.',
  reference: 'https://support.atlassian.com/user-management/docs/how-does-product-access-work/',
  tags: ['ATT&CK:T1098.003'],
  evidence: 'catalogue',
  threshold: 6,
  dedupPeriodMinutes: 60,
  actions: ['user_granted_product_access'],
  title: (event) => `${actorName(event)} granted product access to many people`,
  dedup: (event) => actorKey(event) ?? 'unknown actor',
  // Several products for one person count once. If the event does not name the person, the event itself counts.
  unique: (event) => targetsOf(event, 'users'),
  tests: [
    {
      name: 'one person of many',
      match: true,
      title: 'ada@example.com granted product access to many people',
      severity: 'LOW',
      dedup: 'u-1',
      unique: 'u-2',
      event: {
        attributes: {
          action: 'USER_GRANTED_PRODUCT_ACCESS',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [
            { id: 'g-1', type: 'groups', attributes: { name: 'jira-users' } },
            { id: 'u-2', type: 'users', attributes: { email: 'eve@example.com' } },
          ],
        },
      },
    },
    {
      name: 'the event has only the action',
      match: true,
      title: 'an unknown actor granted product access to many people',
      dedup: 'unknown actor',
      unique: '00000000000000000000000000000000',
      event: { attributes: { action: 'user_granted_product_access', context: [] } },
    },
    { name: 'access is revoked', match: false, event: { attributes: { action: 'user_revoked_product_access' } } },
  ],
});
