import { contextKey, contextNames } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.Group.AdminAccessGranted',
  name: 'Admin access granted to a group',
  logTypes: ['Atlassian.Audit'],
  severity: 'HIGH',
  description:
    'A group was granted admin access. All its members are now admins. So is everybody who is added to the group later, and no event about admins reports that.',
  falsePositives: 'Setup of a product, or a move of admin rights from people to groups.',
  runbook:
    'Ask the actor for the reason and read the member list of the group; check who was added in the days before. If nobody agreed to it: revoke the access, reset the credentials of the actor, and review what the members have done since.',
  reference: 'https://support.atlassian.com/user-management/docs/give-users-admin-permissions',
  tags: ['ATT&CK:T1098.003'],
  evidence: 'catalogue',
  actions: ['group_granted_admin_access'],
  title: (event) => {
    const names = contextNames(event, '', 'groups');
    return `${actorName(event)} granted admin access to ${names ? `the group ${names}` : 'a group'}`;
  },
  dedup: (event) => `${actorKey(event) ?? 'unknown actor'}:${contextKey(event, 'groups') ?? 'unknown group'}`,
  tests: [
    {
      name: 'a group, at any place in the context',
      match: true,
      title: 'ada@example.com granted admin access to the group contractors',
      severity: 'HIGH',
      dedup: 'u-1:g-1',
      event: {
        attributes: {
          action: 'GROUP_GRANTED_ADMIN_ACCESS',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [
            { id: 's-1', type: 'sites', attributes: { name: 'example-org' } },
            { id: 'g-1', type: 'groups', attributes: { name: 'contractors', groupName: 'contractors' } },
          ],
        },
      },
    },
    {
      name: 'the event has only the action',
      match: true,
      title: 'an unknown actor granted admin access to a group',
      dedup: 'unknown actor:unknown group',
      event: { attributes: { action: 'group_granted_admin_access', context: [] } },
    },
    { name: 'admin access is revoked', match: false, event: { attributes: { action: 'group_revoked_admin_access' } } },
  ],
});
