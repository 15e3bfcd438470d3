import { targetsOf } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.User.ManyInvitations',
  name: 'Many people invited',
  logTypes: ['Atlassian.Audit'],
  severity: 'LOW',
  description:
    'One actor invited several different people within an hour. Invitations create accounts that the identity provider does not know. One of them may belong to the person who invites.',
  falsePositives: 'A new team, a new customer, a workshop.',
  runbook:
    "Look at the invited addresses, first those outside the company's own domains, and ask the actor about them. If they are not wanted: cancel the invitations, remove everybody who accepted, and check the account of the actor.",
  reference: 'https://support.atlassian.com/user-management/docs/invite-a-user/',
  tags: ['ATT&CK:T1136.003'],
  evidence: 'catalogue',
  threshold: 5,
  dedupPeriodMinutes: 60,
  actions: ['user_invited', 'user_invite_to_org'],
  title: (event) => `${actorName(event)} invited many people`,
  dedup: (event) => actorKey(event) ?? 'unknown actor',
  // If the event does not name the invited person, the event itself counts.
  unique: (event) => targetsOf(event, 'users', 'invited-user'),
  tests: [
    {
      name: 'one person of many',
      match: true,
      title: 'ada@example.com invited many people',
      severity: 'LOW',
      dedup: 'u-1',
      unique: 'u-2',
      event: {
        attributes: {
          action: 'USER_INVITED',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [
            { id: 's-1', type: 'sites', attributes: { name: 'example-org' } },
            { id: 'u-2', type: 'users', attributes: { email: 'eve@example.net' } },
          ],
        },
      },
    },
    {
      name: 'a person without an account',
      match: true,
      unique: 'eve@example.net',
      event: {
        attributes: {
          action: 'user_invite_to_org',
          context: [{ type: 'invited-user', attributes: { email: 'eve@example.net' } }],
        },
      },
    },
    {
      name: 'the event has only the action',
      match: true,
      title: 'an unknown actor invited many people',
      dedup: 'unknown actor',
      unique: '00000000000000000000000000000000',
      event: { attributes: { action: 'user_invite_to_org', context: [] } },
    },
    { name: 'somebody joined', match: false, event: { attributes: { action: 'user_added_to_site' } } },
  ],
});
