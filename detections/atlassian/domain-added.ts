import { domainsOf } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actionOf, actorName } from '../../lambda/rules/who';

const VERBS: Readonly<Record<string, string>> = {
  domain_added: 'added',
  domain_verification_completed: 'verified',
  domain_claimed: 'claimed the accounts of',
};

export default defineDetection({
  id: 'Atlassian.Domain.Added',
  name: 'Domain added, verified or claimed',
  logTypes: ['Atlassian.Audit'],
  severity: 'HIGH',
  description:
    'An email domain was added to the organization, verified, or its accounts were claimed. The organization then controls every account of that domain: it can change emails, reset passwords and choose the identity provider for logins.',
  falsePositives: 'A merger, a new brand, or the first setup of the organization.',
  runbook:
    "Check that the company owns the domain and that the change was announced. If not: remove the domain, look for authentication policies and SAML configurations created since, and review the account of the person who requested it. Atlassian's system acts here on behalf of people, so the actor may be the system.",
  reference: 'https://support.atlassian.com/user-management/docs/verify-a-domain-to-manage-accounts/',
  tags: ['ATT&CK:T1484.002'],
  evidence: 'payload',
  dedupPeriodMinutes: 1440,
  actions: Object.keys(VERBS),
  title: (event) => {
    const domain = domainsOf(event);
    return `${actorName(event)} ${VERBS[actionOf(event)] ?? 'changed'} ${domain ? `the domain ${domain}` : 'a domain'}`;
  },
  dedup: (event) => `${domainsOf(event) ?? event.p_row_id}:${actionOf(event)}`,
  severityOf: (event) => (actionOf(event) === 'domain_added' ? 'MEDIUM' : 'DEFAULT'),
  tests: [
    {
      name: 'verified; no container',
      match: true,
      title: 'ada@example.com verified the domain example.org',
      severity: 'HIGH',
      dedup: 'example.org:domain_verification_completed',
      event: {
        attributes: {
          action: 'DOMAIN_VERIFICATION_COMPLETED',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [
            { id: 'u-1', type: 'users', attributes: { email: 'ada@example.com' } },
            { id: 'o-1', type: 'orgs', attributes: { name: 'example-org', domain: 'example.org' } },
          ],
        },
      },
    },
    {
      name: 'added by the system',
      match: true,
      title: 'Atlassian Internal System added the domain example.org',
      severity: 'MEDIUM',
      event: {
        attributes: {
          action: 'domain_added',
          actor: { id: 'atlassian-internal-system', email: 'Atlassian Internal System' },
          context: [{ id: 'o-1', type: 'orgs', attributes: { name: 'example-org', domain: 'example.org' } }],
        },
      },
    },
    {
      name: 'accounts claimed; the event has only the action',
      match: true,
      title: 'an unknown actor claimed the accounts of a domain',
      event: { attributes: { action: 'domain_claimed', context: [null] } },
    },
    { name: 'a verification started', match: false, event: { attributes: { action: 'domain_verification_started' } } },
  ],
});
