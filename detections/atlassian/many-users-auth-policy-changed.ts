import { targetsOf } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName, actorOf } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.Auth.ManyUsersPolicyChanged',
  name: 'Many users moved to another authentication policy',
  logTypes: ['Atlassian.Audit'],
  severity: 'MEDIUM',
  description:
    'One actor moved many different users to another authentication policy, or out of theirs, in a short time. The new policy may not ask for single sign-on or two-step verification.',
  falsePositives:
    'Planned moves, such as to a policy that is not billed for. What Atlassian’s own system does right after a domain was verified is told as INFO.',
  runbook:
    'Compare what the old and the new policy require (Atlassian Administration, Security, Authentication policies), see whether admins are among the users, and ask the actor for the reason. If there is none: move the users back, reset the credentials of the actor, and review the logins of these users since.',
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
  // Where the event does not say whom, each event counts.
  unique: (event) => targetsOf(event, 'users'),
  tests: [
    {
      name: 'one of them',
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
      name: 'nothing known',
      match: true,
      title: 'an unknown actor moved many users to another authentication policy',
      dedup: 'unknown actor',
      unique: '00000000000000000000000000000000',
      event: { attributes: { action: 'user_auth_policy_deleted', context: [] } },
    },
    { name: 'it failed', match: false, event: { attributes: { action: 'user_auth_policy_failed' } } },
  ],
});
