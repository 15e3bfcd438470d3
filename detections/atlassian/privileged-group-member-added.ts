import { contextKey, contextNames, contextOf } from '../../lambda/rules/atlassian-entities';
import { deepText } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';
import type { EventOf } from '../../lambda/rules/event';
import { actorKey, actorName } from '../../lambda/rules/who';

// Names that the pattern does not match. Add your own in lower case.
const PRIVILEGED: readonly string[] = ['admin', 'admins', 'atlassian-addons-admin'];
// Matches `org-admins`, `jira-administrators`, and `jira-admins-example`, Atlassian's name for the admin group of an app.
const PATTERN = /-admins(-|$)|administrators/;

function privilegedGroups(event: EventOf<'Atlassian.Audit'>): readonly string[] {
  const names = contextOf(event, 'groups').flatMap(
    ({ attributes }) => deepText(attributes, 'groupName') ?? deepText(attributes, 'name') ?? [],
  );
  const isPrivileged = (name: string) => PRIVILEGED.includes(name) || PATTERN.test(name);
  return [...new Set(names)].filter((name) => isPrivileged(name.trim().toLowerCase())).sort();
}

export default defineDetection({
  id: 'Atlassian.Group.PrivilegedMemberAdded',
  name: 'Somebody added to a privileged group',
  logTypes: ['Atlassian.Audit'],
  severity: 'HIGH',
  description:
    'A user was added to a group with the name of an admin group, such as org-admins, site-admins, jira-administrators or guard-detect-admins. The user gets the rights of the group, and Atlassian sends no event about roles.',
  falsePositives:
    'Onboarding of admins, by hand or by an identity provider sync; a group with such a name but without rights.',
  runbook:
    'Contact the actor outside Atlassian and ask for the reason. If the identity provider added the user, ask there who changed the group. If nobody agreed to it: remove the user from the group, end the sessions of both accounts, and review what the user has done since.',
  reference: 'https://support.atlassian.com/user-management/docs/default-groups-and-permissions/',
  tags: ['ATT&CK:T1098.003'],
  evidence: 'payload',
  actions: ['user_added_to_group', 'scim_group_add_member'],
  rule: (event) => privilegedGroups(event).length > 0,
  title: (event) => {
    const user = contextNames(event, 'somebody', 'users');
    return `${actorName(event)} added ${user} to the privileged group ${privilegedGroups(event).join(', ')}`;
  },
  dedup: (event) =>
    `${privilegedGroups(event).join(',')}:${contextKey(event, 'users') ?? actorKey(event) ?? 'unknown user'}`,
  tests: [
    {
      name: 'a user',
      match: true,
      title: 'ada@example.com added eve@example.com to the privileged group site-admins',
      severity: 'HIGH',
      dedup: 'site-admins:u-2',
      event: {
        attributes: {
          action: 'USER_ADDED_TO_GROUP',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [
            { id: 'g-1', type: 'groups', attributes: { name: 'site-admins', groupName: 'site-admins' } },
            { id: 'u-2', type: 'users', attributes: { name: 'Eve', email: 'eve@example.com' } },
          ],
        },
      },
    },
    {
      name: 'two users, listed before the group, by an API key; a group of one site',
      match: true,
      title: `11111111-2222-4333-8444-555555555555@connect.atlassian.com added eve@example.com, grace@example.com to the privileged group Jira-admins-example`,
      dedup: 'Jira-admins-example:u-2,u-3',
      event: {
        attributes: {
          action: 'user_added_to_group',
          actor: { id: 'u-9', email: '11111111-2222-4333-8444-555555555555@connect.atlassian.com' },
          context: [
            { id: 'u-3', type: 'users', attributes: { email: 'grace@example.com' } },
            { id: 'u-2', type: 'users', attributes: { email: 'eve@example.com' } },
            { id: 'g-1', type: 'groups', attributes: { name: 'Jira-admins-example' } },
          ],
        },
      },
    },
    {
      name: 'by the identity provider, to two groups: one in the list, one matches the pattern; no user named',
      match: true,
      title:
        'an unknown actor added somebody to the privileged group atlassian-addons-admin, confluence-administrators',
      dedup: 'atlassian-addons-admin,confluence-administrators:unknown user',
      event: {
        attributes: {
          action: 'scim_group_add_member',
          context: [
            { id: 'g-1', type: 'groups', attributes: { name: 'confluence-administrators' } },
            { id: 'g-2', type: 'groups', attributes: { groupName: 'atlassian-addons-admin' } },
          ],
        },
      },
    },
    {
      name: 'a group and a user with similar names',
      match: false,
      event: {
        attributes: {
          action: 'user_added_to_group',
          context: [
            { id: 'g-1', type: 'groups', attributes: { name: 'admin-news', groupName: 'admin-news' } },
            { id: 'u-2', type: 'users', attributes: { name: 'site-admins' } },
          ],
        },
      },
    },
    {
      name: 'removed from such a group',
      match: false,
      event: {
        attributes: {
          action: 'user_removed_from_group',
          context: [{ id: 'g-1', type: 'groups', attributes: { name: 'site-admins' } }],
        },
      },
    },
    {
      name: 'an empty context',
      match: false,
      event: { attributes: { action: 'user_added_to_group', context: [] } },
    },
  ],
});
