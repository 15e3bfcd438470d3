import { targetsOf } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName, actorOf } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.Auth.ManyUsersPolicyChanged',
  name: 'Many users moved to another authentication policy',
  logTypes: ['Atlassian.Audit'],
  severity: 'MEDIUM',
  description:
    'One actor moved many different users to another authentication policy, or removed them from theirs, in a short time. The new policy may not require single sign-on or two-step verification.',
  falsePositives:
    "Planned moves, for example to a policy without a fee. Changes by Atlassian's own system right after a domain was verified raise INFO alerts.",
  runbook:
    'Compare the requirements of the old and the new policy (Atlassian Administration, Security, Authentication policies), check whether admins are among the users, and ask the actor for the reason. If there is no good reason: move the users back, reset the credentials of the actor, and review the logins of these users since then.',
  reference:
    'https://support.atlassian.com/security-and-access-policies/docs/edit-authentication-settings-and-members/',
  tags: ['ATT&CK:T1556.009'],
  evidence: 'catalogue',
  threshold: 10,
  dedupPeriodMinutes: 60,
  actions: ['user_auth_policy_changed', 'user_auth_policy_deleted'],
  title: (event) => `${actorName(event)} moved many users to another authentication policy`,
  dedup: (event) => actorKey(event) ?? 'unknown actor',
  severityOf: (event) => (actorOf(event).id === 'atlassian-internal-system' ? 'INFO' : 'DEFAULT'),
  // If the event does not name the user, the event itself counts.
  unique: (event) => targetsOf(event, 'users'),
  tests: [
    {
      name: 'one user of many',
      match: true,
      title: 'ada@example.com moved many users to another authentication policy',
      severity: 'MEDIUM',
      dedup: 'u-1',
      unique: 'u-2',
      event: {
        attributes: {
          action: 'USER_AUTH_POLICY_CHANGED',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [
            { id: 'p-1', type: 'auth-policy', attributes: { name: 'contractors' } },
            { id: 'u-2', type: 'users', attributes: { email: 'eve@example.com' } },
          ],
        },
      },
    },
    {
      name: 'by the system, which claims the accounts of a domain',
      match: true,
      severity: 'INFO',
      event: {
        attributes: {
          action: 'user_auth_policy_changed',
          actor: { id: 'atlassian-internal-system', email: 'Atlassian Internal System' },
          context: [{ id: 'u-2', type: 'users' }],
        },
      },
    },
    {
      name: 'the event has only the action',
      match: true,
      title: 'an unknown actor moved many users to another authentication policy',
      dedup: 'unknown actor',
      unique: '00000000000000000000000000000000',
      event: { attributes: { action: 'user_auth_policy_deleted', context: [] } },
    },
    { name: 'the move failed', match: false, event: { attributes: { action: 'user_auth_policy_failed' } } },
  ],
});
