import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.Account.AllPasswordsReset',
  name: 'Passwords of all managed accounts reset',
  logTypes: ['Atlassian.Audit'],
  severity: 'HIGH',
  description:
    'Somebody reset the passwords of all managed accounts in one step. Without need, it locks everybody out. If an intruder can read the mailboxes, it opens every account.',
  falsePositives: 'Response to an incident, or a new password policy. Inform the security team in any case.',
  runbook:
    'Contact the actor outside Atlassian and ask whether they did this and why. If they did not: end their sessions, reset their credentials, and check which accounts chose a new password first and from where.',
  tags: ['ATT&CK:T1531'],
  evidence: 'catalogue',
  actions: ['reset_all_managed_account_passwords'],
  title: (event) => `${actorName(event)} reset the passwords of all managed accounts`,
  dedup: (event) => actorKey(event) ?? 'unknown actor',
  tests: [
    {
      name: 'by a person',
      match: true,
      title: 'ada@example.com reset the passwords of all managed accounts',
      severity: 'HIGH',
      dedup: 'u-1',
      event: {
        attributes: {
          action: 'RESET_ALL_MANAGED_ACCOUNT_PASSWORDS',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [],
        },
      },
    },
    {
      name: 'the event names no actor',
      match: true,
      title: 'an unknown actor reset the passwords of all managed accounts',
      dedup: 'unknown actor',
      event: { attributes: { action: 'reset_all_managed_account_passwords' } },
    },
    {
      name: 'the password of one account',
      match: false,
      event: { attributes: { action: 'user_password_reset_requested' } },
    },
  ],
});
