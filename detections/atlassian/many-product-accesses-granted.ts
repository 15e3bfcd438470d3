import { targetsOf } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.User.ManyProductAccessesGranted',
  name: 'Product access granted to many people',
  logTypes: ['Atlassian.Audit'],
  severity: 'LOW',
  description:
    'One actor gave products to more than five different people within an hour. A stolen admin account prepares further accounts in this way, and each of them uses a licence.',
  falsePositives: 'A new team or a new product. What the sync of an identity provider does can look the same.',
  runbook:
    'Look at who got access and to what; accounts from outside the company and accounts that were just created matter most. If nobody asked for it: take the access back and check the account of the actor.',
  reference: 'https://support.atlassian.com/user-management/docs/how-does-product-access-work/',
  tags: ['ATT&CK:T1098.003'],
  evidence: 'catalogue',
  threshold: 6,
  dedupPeriodMinutes: 60,
  actions: ['user_granted_product_access'],
  title: (event) => `${actorName(event)} granted product access to many people`,
  dedup: (event) => actorKey(event) ?? 'unknown actor',
  // Several products for one person count once. Where the event does not say for whom, each event counts.
  unique: (event) => targetsOf(event, 'users'),
  tests: [
    {
      name: 'one of them',
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
      name: 'nothing known',
      match: true,
      title: 'an unknown actor granted product access to many people',
      dedup: 'unknown actor',
      unique: '00000000000000000000000000000000',
      event: { attributes: { action: 'user_granted_product_access', context: [] } },
    },
    { name: 'the reverse', match: false, event: { attributes: { action: 'user_revoked_product_access' } } },
  ],
});
