import { targetsOf } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.User.ManyInvitations',
  name: 'Many people invited',
  logTypes: ['Atlassian.Audit'],
  severity: 'LOW',
  description:
    'One actor invited several different people within an hour. Invitations bring accounts in that the identity provider knows nothing of, and one of them may belong to the inviter.',
  falsePositives: 'A new team, a new customer, a workshop.',
  runbook:
    "Look at the addresses that were invited, those outside the company's own domains first, and ask the actor about them. If they are not wanted: withdraw the invitations, remove whoever accepted, and check the account of the actor.",
  reference: 'https://support.atlassian.com/user-management/docs/invite-a-user/',
  tags: ['ATT&CK:T1136.003'],
  evidence: 'catalogue',
  threshold: 5,
  dedupPeriodMinutes: 60,
  actions: ['user_invited', 'user_invite_to_org'],
  title: (event) => `${actorName(event)} invited many people`,
  dedup: (event) => actorKey(event) ?? 'unknown actor',
  // Where the event does not say who is invited, each event counts.
  unique: (event) => targetsOf(event, 'users', 'invited-user'),
  tests: [
    {
      name: 'one of them',
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
      name: 'somebody who has no account yet',
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
      name: 'nothing known',
      match: true,
      title: 'an unknown actor invited many people',
      dedup: 'unknown actor',
      unique: '00000000000000000000000000000000',
      event: { attributes: { action: 'user_invite_to_org', context: [] } },
    },
    { name: 'somebody joined', match: false, event: { attributes: { action: 'user_added_to_site' } } },
  ],
});
