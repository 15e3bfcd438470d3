import { domainsOf } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actionOf, actorName } from '../../lambda/rules/who';

const VERBS: Readonly<Record<string, string>> = {
  domain_removed: 'removed',
  domain_deleted: 'deleted',
  domain_verification_removed: 'removed the verification of',
};

export default defineDetection({
  id: 'Atlassian.Domain.Removed',
  name: 'Domain removed from the organization',
  logTypes: ['Atlassian.Audit'],
  severity: 'HIGH',
  description:
    'An email domain was removed from the organization or lost its verification. Its accounts are no longer managed: single sign-on and two-step verification are not enforced, and owners can change their email address.',
  falsePositives:
    'A discontinued brand, the sale of a part of the company, or a move of the domain to another organization.',
  runbook:
    'Ask the actor who decided this. If nobody did: verify the domain again before somebody else claims it, move its accounts back to their authentication policy, and review logins and email changes of these accounts in the meantime.',
  reference:
    'https://support.atlassian.com/atlassian-cloud/kb/what-happens-to-atlassian-accounts-when-their-domain-is-verified-and-unverified/',
  tags: ['ATT&CK:T1685', 'ATT&CK:T1484.002'],
  evidence: 'catalogue',
  dedupPeriodMinutes: 1440,
  actions: Object.keys(VERBS),
  title: (event) => {
    const domain = domainsOf(event);
    return `${actorName(event)} ${VERBS[actionOf(event)] ?? 'removed'} ${domain ? `the domain ${domain}` : 'a domain'}`;
  },
  dedup: (event) => `${domainsOf(event) ?? event.p_row_id}:${actionOf(event)}`,
  tests: [
    {
      name: 'removed; event shaped like that of an added domain',
      match: true,
      title: 'ada@example.com removed the domain example.org',
      severity: 'HIGH',
      dedup: 'example.org:domain_removed',
      event: {
        attributes: {
          action: 'DOMAIN_REMOVED',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [{ id: 'o-1', type: 'orgs', attributes: { name: 'example-org', domain: 'example.org' } }],
        },
      },
    },
    {
      name: 'verification removed; the context is empty',
      match: true,
      title: 'Ada removed the verification of a domain',
      event: { attributes: { action: 'domain_verification_removed', actor: { name: 'Ada' }, context: [] } },
    },
    {
      name: 'a domain for self sign-up is removed',
      match: false,
      event: { attributes: { action: 'user_access_settings_domain_removed' } },
    },
  ],
});
