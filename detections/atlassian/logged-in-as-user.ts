import { contextKey, contextNames } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.User.LoggedInAsUser',
  name: 'Admin logged in as another user',
  logTypes: ['Atlassian.Audit'],
  severity: 'HIGH',
  description:
    'An admin used an app as another user. The admin can see everything this user sees, including restricted pages and issues, and acts in the name of the user.',
  falsePositives: 'A support desk that investigates a problem with permissions; a ticket should confirm it.',
  runbook:
    'Ask the admin and the user whether this was requested, and find the ticket. Atlassian informs the user by email. If there is no ticket: end the sessions of the admin, reset their credentials, and review what the account of the user read and changed in that time.',
  reference: 'https://support.atlassian.com/user-management/docs/log-in-as-another-user/',
  tags: ['ATT&CK:T1078.004'],
  evidence: 'catalogue',
  actions: ['user_logged_in_as_user'],
  title: (event) => `${actorName(event)} logged in as ${contextNames(event, 'another user', 'users')}`,
  dedup: (event) => `${actorKey(event) ?? 'unknown actor'}:${contextKey(event, 'users') ?? 'unknown user'}`,
  tests: [
    {
      name: 'an admin, without a location',
      match: true,
      title: 'ada@example.com logged in as eve@example.com',
      severity: 'HIGH',
      dedup: 'u-1:u-2',
      event: {
        attributes: {
          action: 'user_logged_in_as_user',
          actor: { id: 'u-1', name: 'Ada', email: 'ada@example.com' },
          context: [
            {
              id: 'u-2',
              type: 'users',
              attributes: { accountType: 'atlassian', name: 'Eve', email: 'eve@example.com' },
            },
          ],
          container: [{ id: 's-1', type: 'sites', attributes: { siteName: 'example' } }],
        },
      },
    },
    {
      name: 'action in upper case; the user is not first in the context',
      match: true,
      title: 'ada@example.com logged in as eve@example.com',
      event: {
        attributes: {
          action: 'USER_LOGGED_IN_AS_USER',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [
            { id: 's-1', type: 'sites', attributes: { name: 'example' } },
            { id: 'u-2', type: 'users', attributes: { email: 'eve@example.com' } },
          ],
        },
      },
    },
    {
      name: 'the event has only the action',
      match: true,
      title: 'an unknown actor logged in as another user',
      dedup: 'unknown actor:unknown user',
      event: { attributes: { action: 'user_logged_in_as_user', context: [] } },
    },
    { name: 'an ordinary login', match: false, event: { attributes: { action: 'user_login' } } },
  ],
});
