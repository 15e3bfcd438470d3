import { contextKey, contextNames } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actionOf, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.Group.ProductAccessWidened',
  name: 'Product access widened for a group',
  logTypes: ['Atlassian.Audit'],
  severity: 'LOW',
  description:
    'A group was granted access to a product, or became a default group of a product, which every new user of the product joins. All present and future members see what the product shows its users.',
  falsePositives: 'Daily work of admins: new teams and new products.',
  runbook:
    'Check who is in the group, first guests and external accounts, and whether they should see the product. If they should not: revoke the access and review what was read since then.',
  reference: 'https://support.atlassian.com/user-management/docs/default-groups-and-permissions/',
  tags: ['ATT&CK:T1098.003'],
  evidence: 'catalogue',
  actions: ['group_granted_product_access', 'group_added_as_product_default'],
  title: (event) => {
    const groups = contextNames(event, '', 'groups');
    const group = groups ? `the group ${groups}` : 'a group';
    return actionOf(event) === 'group_added_as_product_default'
      ? `${actorName(event)} made ${group} a default group of a product`
      : `${actorName(event)} granted ${group} access to a product`;
  },
  dedup: (event) => `${contextKey(event, 'groups') ?? event.p_row_id}:${actionOf(event)}`,
  tests: [
    {
      name: 'access for a group; event shaped like that of a created group',
      match: true,
      title: 'ada@example.com granted the group contractors access to a product',
      severity: 'LOW',
      dedup: 'g-1:group_granted_product_access',
      event: {
        attributes: {
          action: 'GROUP_GRANTED_PRODUCT_ACCESS',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [
            { id: 's-1', type: 'sites', attributes: { name: 'example-org' } },
            { id: 'g-1', type: 'groups', attributes: { name: 'contractors', groupName: 'contractors' } },
          ],
        },
      },
    },
    {
      name: 'a default group; the event has only the action',
      match: true,
      title: 'an unknown actor made a group a default group of a product',
      event: { attributes: { action: 'group_added_as_product_default', context: [] } },
    },
    { name: 'access is revoked', match: false, event: { attributes: { action: 'group_removed_as_product_default' } } },
  ],
});
