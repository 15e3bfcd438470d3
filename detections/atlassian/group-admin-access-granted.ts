import { contextKey, contextNames } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.Group.AdminAccessGranted',
  name: 'Admin access given to a group',
  logTypes: ['Atlassian.Audit'],
  severity: 'HIGH',
  description:
    'A group was given admin access. Everybody in it is an admin from then on, and so is whoever is added later, which no event about admins will tell.',
  falsePositives: 'Setting up a product, or moving admin rights from people to groups.',
  runbook:
    'Ask the actor for the reason and read the list of members of the group, including who was added in the days before. If it was not agreed: take the access away, reset the credentials of the actor, and review what the members have done since.',
  reference: 'https://support.atlassian.com/user-management/docs/give-users-admin-permissions',
  tags: ['ATT&CK:T1098.003'],
  evidence: 'catalogue',
  actions: ['group_granted_admin_access'],
  title: (event) => {
    const names = contextNames(event, '', 'groups');
    return `${actorName(event)} gave admin access to ${names ? `the group ${names}` : 'a group'}`;
  },
  dedup: (event) => `${actorKey(event) ?? 'unknown actor'}:${contextKey(event, 'groups') ?? 'unknown group'}`,
  tests: [
    {
      name: 'a group, wherever it stands in the context',
      match: true,
      title: 'ada@example.com gave admin access to the group contractors',
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
      name: 'nothing known',
      match: true,
      title: 'an unknown actor gave admin access to a group',
      dedup: 'unknown actor:unknown group',
      event: { attributes: { action: 'group_granted_admin_access', context: [] } },
    },
    { name: 'it is taken away', match: false, event: { attributes: { action: 'group_revoked_admin_access' } } },
  ],
});
