import { domainsOf } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actionOf, actorName } from '../../lambda/rules/who';

const VERBS: Readonly<Record<string, string>> = {
  domain_removed: 'removed',
  domain_deleted: 'deleted',
  domain_verification_removed: 'withdrew the verification of',
};

export default defineDetection({
  id: 'Atlassian.Domain.Removed',
  name: 'Domain removed from the organization',
  logTypes: ['Atlassian.Audit'],
  severity: 'HIGH',
  description:
    'An email domain left the organization or lost its verification. Its accounts are then no longer managed: single sign-on and two-step verification are not enforced for them, and their owners can change the email address.',
  falsePositives: 'A brand given up, a part of the company sold, a move of the domain to another organization.',
  runbook:
    'Ask the actor who decided it. If nobody did: verify the domain again before somebody else claims it, move its accounts back under their authentication policy, and review logins and email changes of these accounts in between.',
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
      name: 'removed; the shape is that of an added domain',
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
      name: 'the verification is gone, and the context says nothing',
      match: true,
      title: 'Ada withdrew the verification of a domain',
      event: { attributes: { action: 'domain_verification_removed', actor: { name: 'Ada' }, context: [] } },
    },
    {
      name: 'a domain that may join is another matter',
      match: false,
      event: { attributes: { action: 'user_access_settings_domain_removed' } },
    },
  ],
});
