import { contextKey, contextNames, contextOf } from '../../lambda/rules/atlassian-entities';
import { deepText } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';
import type { EventOf } from '../../lambda/rules/event';
import { actionOf, actorKey, actorName } from '../../lambda/rules/who';

// The field with the role's name is unknown, so this reads the whole context, except addresses such as admin@….
function mentionsAdmin(event: EventOf<'Atlassian.Audit'>): boolean {
  const attributes = JSON.stringify(contextOf(event).map((entity) => entity.attributes));
  const text = `${attributes} ${deepText(event, 'message', 'content') ?? ''}`;
  return text.split(/[\s"]/).some((word) => !word.includes('@') && /admin/i.test(word));
}

export default defineDetection({
  id: 'Atlassian.Role.Granted',
  name: 'Role granted to a user or group',
  logTypes: ['Atlassian.Audit'],
  severity: 'LOW',
  description:
    'A user or a group was granted a role, or a group became the default group of a role, so that later holders of the role join the group. MEDIUM if the event mentions an admin: such a role can grant further access.',
  falsePositives:
    'Daily work of admins: new people, new products. A name that contains "admin" also raises the severity.',
  runbook:
    'Find out which role it was, in the event or in Atlassian Administration. For an admin role, ask the actor for the reason. If there is no good reason: revoke the role and review what the actor and the receiver have done since.',
  reference: 'https://support.atlassian.com/user-management/docs/give-users-admin-permissions',
  tags: ['ATT&CK:T1098.003'],
  evidence: 'catalogue',
  actions: ['user_granted_role', 'group_granted_role', 'group_added_as_role_default'],
  title: (event) => {
    const role = mentionsAdmin(event) ? 'a possible admin role' : 'a role';
    if (actionOf(event) === 'group_added_as_role_default') {
      return `${actorName(event)} made ${contextNames(event, 'a group', 'groups')} the default group of ${role}`;
    }
    return `${actorName(event)} granted ${role} to ${contextNames(event, 'somebody', 'users', 'groups')}`;
  },
  dedup: (event) => {
    const target = contextKey(event, 'users', 'groups') ?? 'unknown target';
    return `${actorKey(event) ?? 'unknown actor'}:${target}:${mentionsAdmin(event) ? 'admin' : 'other'}`;
  },
  severityOf: (event) => (mentionsAdmin(event) ? 'MEDIUM' : 'DEFAULT'),
  tests: [
    {
      name: 'an admin role, in an entry of unknown type',
      match: true,
      title: 'ada@example.com granted a possible admin role to eve@example.com',
      severity: 'MEDIUM',
      dedup: 'u-1:u-2:admin',
      event: {
        attributes: {
          action: 'USER_GRANTED_ROLE',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [
            { id: 'r-1', type: 'roles', attributes: { name: 'Site admin' } },
            { id: 'u-2', type: 'users', attributes: { name: 'Eve', email: 'eve@example.com' } },
          ],
        },
      },
    },
    {
      name: 'another role, to a user whose address contains admin',
      match: true,
      title: 'ada@example.com granted a role to admin.eve@example.com',
      severity: 'LOW',
      dedup: 'u-1:u-2:other',
      event: {
        attributes: {
          action: 'user_granted_role',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [
            { id: 'u-2', type: 'users', attributes: { name: 'admin.eve@example.com', email: 'admin.eve@example.com' } },
          ],
        },
        message: { content: 'Granted role User to admin.eve@example.com' },
      },
    },
    {
      name: 'a default group; only the message names the role',
      match: true,
      title: 'ada@example.com made staff the default group of a possible admin role',
      severity: 'MEDIUM',
      event: {
        attributes: {
          action: 'group_added_as_role_default',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [{ id: 'g-1', type: 'groups', attributes: { name: 'staff' } }],
        },
        message: { content: 'Made staff the default group for the role Product admin' },
      },
    },
    {
      name: 'the event has only the action',
      match: true,
      title: 'an unknown actor granted a role to somebody',
      severity: 'LOW',
      event: { attributes: { action: 'group_granted_role', context: [] } },
    },
    { name: 'a role is revoked', match: false, event: { attributes: { action: 'user_revoked_role' } } },
  ],
});
