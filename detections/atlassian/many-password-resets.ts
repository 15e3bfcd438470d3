import { targetsOf } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.Account.ManyPasswordResets',
  name: 'Password resets requested for many accounts',
  logTypes: ['Atlassian.Audit'],
  severity: 'HIGH',
  description:
    'One actor requested password resets for many different accounts in a short time. This locks people out. Anybody who can read their mail takes over the accounts.',
  falsePositives: 'Response to an incident, or a support desk after an outage. Inform the security team in any case.',
  runbook:
    'Ask the actor for the reason and look at the list of accounts; admins among them make it more serious. If there is no good reason: end the sessions of the actor, reset their credentials, and check the accounts that have completed a reset since.',
  reference:
    'https://community.atlassian.com/learning/path/administer-atlassian-organizations/course/maintain-users-and-their-access-in-an-organization/lesson/maintain-user-accounts-for-an-organization',
  tags: ['ATT&CK:T1531'],
  evidence: 'catalogue',
  threshold: 10,
  dedupPeriodMinutes: 60,
  actions: ['user_password_reset_requested'],
  title: (event) => `${actorName(event)} requested password resets for many accounts`,
  dedup: (event) => actorKey(event) ?? 'unknown actor',
  // If the event does not name the account, the event itself counts.
  unique: (event) => targetsOf(event, 'users'),
  tests: [
    {
      name: 'one account of many',
      match: true,
      title: 'ada@example.com requested password resets for many accounts',
      severity: 'HIGH',
      dedup: 'u-1',
      unique: 'u-2',
      event: {
        attributes: {
          action: 'USER_PASSWORD_RESET_REQUESTED',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [
            { id: 'o-1', type: 'orgs', attributes: { name: 'example-org' } },
            { id: 'u-2', type: 'users', attributes: { email: 'eve@example.com' } },
          ],
        },
      },
    },
    {
      name: 'the event names nobody',
      match: true,
      title: 'an unknown actor requested password resets for many accounts',
      dedup: 'unknown actor',
      unique: '00000000000000000000000000000000',
      event: { attributes: { action: 'user_password_reset_requested', context: [] } },
    },
    {
      name: 'people who request a reset for themselves',
      match: false,
      event: { attributes: { action: 'password_reset_request' } },
    },
  ],
});
