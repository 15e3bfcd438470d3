import { contextKey, contextNames, domainsOf } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actionOf, actorKey, actorName, actorOf } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.Auth.DomainPolicyChanged',
  name: 'Domain moved to another authentication policy',
  logTypes: ['Atlassian.Audit'],
  severity: 'MEDIUM',
  description:
    'All accounts of an email domain were moved to another authentication policy, or removed from theirs. One step can exempt a whole company from single sign-on and two-step verification.',
  falsePositives:
    "Planned moves between policies. Changes by Atlassian's own system right after a domain was verified raise INFO alerts.",
  runbook:
    'Compare the requirements of the old and the new policy (Atlassian Administration, Security, Authentication policies) and ask the actor for the reason. If there is no good reason: move the domain back, reset the credentials of the actor, and review the logins of its accounts since then.',
  reference:
    'https://support.atlassian.com/security-and-access-policies/docs/edit-authentication-settings-and-members/',
  tags: ['ATT&CK:T1556.009'],
  evidence: 'payload',
  actions: ['domain_auth_policy_changed', 'domain_auth_policy_deleted'],
  title: (event) => {
    const names = domainsOf(event);
    const domain = names ? `the domain ${names}` : 'a domain';
    const policy = contextNames(event, '', 'auth-policy');
    return actionOf(event) === 'domain_auth_policy_deleted'
      ? `${actorName(event)} removed ${domain} from its authentication policy${policy && ` (${policy})`}`
      : `${actorName(event)} moved ${domain} to ${policy ? `the authentication policy ${policy}` : 'another authentication policy'}`;
  },
  dedup: (event) => {
    const policy = contextKey(event, 'auth-policy') ?? 'unknown policy';
    return `${domainsOf(event) ?? actorKey(event) ?? 'unknown domain'}:${policy}:${actionOf(event)}`;
  },
  severityOf: (event) => (actorOf(event).id === 'atlassian-internal-system' ? 'INFO' : 'DEFAULT'),
  tests: [
    {
      name: 'by an admin; the policy is not first in the context',
      match: true,
      title: 'ada@example.com moved the domain example.org to the authentication policy contractors',
      severity: 'MEDIUM',
      dedup: 'example.org:p-1:domain_auth_policy_changed',
      event: {
        attributes: {
          action: 'DOMAIN_AUTH_POLICY_CHANGED',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [
            { id: 'o-1', type: 'orgs', attributes: { name: 'example-org' } },
            { id: 'p-1', type: 'auth-policy', attributes: { name: 'contractors', domain: 'example.org' } },
          ],
        },
      },
    },
    {
      name: 'by the system, after a domain was verified',
      match: true,
      title: 'Atlassian Internal System moved the domain example.org to the authentication policy default',
      severity: 'INFO',
      event: {
        attributes: {
          action: 'domain_auth_policy_changed',
          actor: { id: 'atlassian-internal-system', email: 'Atlassian Internal System' },
          context: [{ id: 'p-1', type: 'auth-policy', attributes: { name: 'default', domain: 'example.org' } }],
        },
      },
    },
    {
      name: 'removed from its policy; the event has only the action',
      match: true,
      title: 'an unknown actor removed a domain from its authentication policy',
      severity: 'MEDIUM',
      event: { attributes: { action: 'domain_auth_policy_deleted', context: [] } },
    },
    { name: 'the move failed', match: false, event: { attributes: { action: 'domain_auth_policy_failed' } } },
  ],
});
