import { contextKey, contextNames, contextOf } from '../../lambda/rules/atlassian-entities';
import { deepText } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actionOf, actorName } from '../../lambda/rules/who';

const VERBS: Readonly<Record<string, string>> = {
  policy_deleted: 'deleted',
  policy_disabled: 'disabled',
  policy_updated: 'changed',
};

// Seen in real events: `data-residency`. `ip-allowlist` is from the API's documentation.
const PROTECTIVE = /^(ip.?allow.?list|data.?security)/i;

export default defineDetection({
  id: 'Atlassian.Org.PolicyChanged',
  name: 'Organization policy changed, disabled or deleted',
  logTypes: ['Atlassian.Audit'],
  severity: 'MEDIUM',
  description:
    'Somebody changed, disabled or deleted a policy of the organization. These policies define which addresses can reach the products, what may be exported or shared, and where data is stored. Without them, a stolen account can do more.',
  falsePositives: 'Maintenance of the policies, for example a new office in an IP allowlist, or steps of a data move.',
  runbook:
    'Compare the policy with its previous version (Atlassian Administration, Security) and ask the actor, or the owner of the API key, for the reason. If there is no good reason: restore the policy and review addresses and exports while it was off.',
  reference: 'https://support.atlassian.com/security-and-access-policies/docs/specify-ip-addresses-for-product-access/',
  tags: ['ATT&CK:T1685'],
  evidence: 'payload',
  actions: Object.keys(VERBS),
  title: (event) => {
    const name = contextNames(event, '', 'org-policy');
    const policy = name ? `the organization policy ${name}` : 'an organization policy';
    return `${actorName(event)} ${VERBS[actionOf(event)] ?? 'changed'} ${policy}`;
  },
  dedup: (event) => `${contextKey(event, 'org-policy') ?? event.p_row_id}:${actionOf(event)}`,
  severityOf: (event) =>
    contextOf(event, 'org-policy').some(({ attributes }) => PROTECTIVE.test(deepText(attributes, 'type') ?? ''))
      ? 'HIGH'
      : 'DEFAULT',
  tests: [
    {
      name: 'an API key deletes a data residency policy',
      match: true,
      title: '11111111-2222-4333-8444-555555555555@connect.atlassian.com deleted the organization policy global-realm',
      severity: 'MEDIUM',
      dedup: 'p-1:policy_deleted',
      event: {
        attributes: {
          action: 'policy_deleted',
          actor: { id: 'u-9', email: '11111111-2222-4333-8444-555555555555@connect.atlassian.com' },
          context: [
            {
              id: 'p-1',
              type: 'org-policy',
              attributes: { name: 'global-realm', type: 'data-residency', status: 'enabled' },
            },
          ],
        },
        message: { content: '' },
      },
    },
    {
      name: 'an IP allowlist is disabled; it is not first in the context',
      match: true,
      title: 'ada@example.com disabled the organization policy office',
      severity: 'HIGH',
      event: {
        attributes: {
          action: 'POLICY_DISABLED',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [
            { id: 'o-1', type: 'orgs', attributes: { name: 'example-org' } },
            { id: 'p-2', type: 'org-policy', attributes: { name: 'office', type: 'ip-allowlist' } },
          ],
        },
      },
    },
    {
      name: 'the event has only the action',
      match: true,
      title: 'an unknown actor changed an organization policy',
      severity: 'MEDIUM',
      event: { attributes: { action: 'policy_updated', context: [] } },
    },
    { name: 'a policy is created', match: false, event: { attributes: { action: 'policy_created' } } },
  ],
});
