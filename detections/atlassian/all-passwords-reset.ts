import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.Account.AllPasswordsReset',
  name: 'Passwords of all managed accounts reset',
  logTypes: ['Atlassian.Audit'],
  severity: 'HIGH',
  description:
    'The passwords of all managed accounts were reset in one step. Done without need it keeps everybody from their work; done by an intruder who reads the mailboxes it opens every account.',
  falsePositives:
    'A response to an incident or a new password policy. The security team should hear of it all the same.',
  runbook:
    'Ask the actor, by another channel than Atlassian, whether they did it and why. If not: end their sessions, reset their credentials, and look at which accounts chose a new password first and from where.',
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
      name: 'by nobody known',
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
