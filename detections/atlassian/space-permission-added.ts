import { contextKey, contextNames, contextOf } from '../../lambda/rules/atlassian-entities';
import { deepText } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';
import type { EventOf } from '../../lambda/rules/event';
import { actorName } from '../../lambda/rules/who';

// From the context entry of the site. Empty when it names no permission.
function permissionOf(event: EventOf<'Atlassian.Audit'>): string {
  const names = contextOf(event).flatMap(({ attributes }) => deepText(attributes, 'permissionName') ?? []);
  return [...new Set(names)].sort().join(', ');
}

export default defineDetection({
  id: 'Atlassian.Confluence.SpacePermissionAdded',
  name: 'Permission added to a Confluence space',
  logTypes: ['Atlassian.Audit'],
  severity: 'LOW',
  description:
    'Somebody got a permission on a Confluence space. An intruder uses this to see more with one account. A space can also become visible to more people than intended.',
  falsePositives:
    'Daily work of space admins. This alert is useful mainly for spaces that few people should see; permissions to administer raise MEDIUM alerts.',
  runbook:
    'Look at the permissions of the space and ask its owner whether the new one is wanted. If it is not: remove it and review who read the space since then.',
  reference: 'https://support.atlassian.com/confluence-cloud/docs/assign-space-permissions/',
  tags: ['ATT&CK:T1098.003', 'ATT&CK:T1213'],
  evidence: 'unconfirmed',
  disabled: 'The action id is known only from a sample of another vendor, and every space admin would raise alerts.',
  actions: ['confluence_added_space_permission'],
  title: (event) => {
    const permission = permissionOf(event);
    const what = permission ? `the permission ${permission}` : 'a permission';
    return `${actorName(event)} added ${what} to ${contextNames(event, 'a Confluence space', 'space')}`;
  },
  dedup: (event) => `${contextKey(event, 'space') ?? event.p_row_id}:${permissionOf(event)}`,
  severityOf: (event) => (/admin/i.test(permissionOf(event)) ? 'MEDIUM' : 'DEFAULT'),
  tests: [
    {
      name: 'a permission to read',
      match: true,
      title: 'ada@example.com added the permission VIEWSPACE to Payroll',
      severity: 'LOW',
      dedup: 'c-1:VIEWSPACE',
      event: {
        attributes: {
          action: 'CONFLUENCE_ADDED_SPACE_PERMISSION',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [
            { id: 'c-1', type: 'space', attributes: { name: 'Payroll', key: 'PAY' } },
            { id: 's-1', type: 'sites', attributes: { name: 'example-org', permissionName: 'VIEWSPACE' } },
          ],
        },
      },
    },
    {
      name: 'a permission to administer',
      match: true,
      severity: 'MEDIUM',
      title: 'Ada added the permission SETSPACEADMIN to a Confluence space',
      event: {
        attributes: {
          action: 'confluence_added_space_permission',
          actor: { name: 'Ada' },
          context: [null, { id: 's-1', type: 'sites', attributes: { permissionName: 'SETSPACEADMIN' } }],
        },
      },
    },
    {
      name: 'the event has only the action',
      match: true,
      title: 'an unknown actor added a permission to a Confluence space',
      severity: 'LOW',
      event: { attributes: { action: 'confluence_added_space_permission' } },
    },
    { name: 'a page was read', match: false, event: { attributes: { action: 'confluence_page_viewed' } } },
  ],
});
