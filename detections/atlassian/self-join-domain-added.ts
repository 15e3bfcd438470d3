import { domainsOf } from '../../lambda/rules/atlassian-entities';
import { deepText } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';
import type { EventOf } from '../../lambda/rules/event';
import { actorName } from '../../lambda/rules/who';

// Public mail providers: everybody can get an address there.
const WEBMAIL =
  `gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com aol.com icloud.com me.com mac.com
  proton.me protonmail.com tutanota.com mail.com mail.ru gmx.com gmx.net gmx.de web.de yandex.com yandex.ru zoho.com
  fastmail.com qq.com 163.com`.split(/\s+/);

// The context of this action is unknown; the message may name the domain.
function isWebmail(event: EventOf<'Atlassian.Audit'>): boolean {
  const text = domainsOf(event) ?? deepText(event, 'message', 'content') ?? '';
  return text.split(/[^\w.-]/).some((word) => WEBMAIL.includes(word.toLowerCase().replace(/\.$/, '')));
}

export default defineDetection({
  id: 'Atlassian.Access.SelfJoinDomainAdded',
  name: 'Domain approved for joining without an invitation',
  logTypes: ['Atlassian.Audit'],
  severity: 'HIGH',
  description:
    'Everybody with an email address of this domain can now join without an invitation. If the domain does not belong to the company, strangers can join. If it is a public mail provider (CRITICAL), anybody can.',
  falsePositives: 'A subsidiary or a customer is being added.',
  runbook:
    'Check which domain it is, for which products it applies and whether an admin must approve each person. If it does not belong to the company and nobody requested it: remove it from the user access settings and remove every account of it that joined since.',
  reference: 'https://support.atlassian.com/user-management/docs/control-how-users-get-access-to-products/',
  tags: ['ATT&CK:T1078.004'],
  evidence: 'catalogue',
  dedupPeriodMinutes: 1440,
  actions: ['user_access_settings_domain_added'],
  title: (event) => {
    const domain = domainsOf(event);
    return `${actorName(event)} allowed everybody at ${domain ? `the domain ${domain}` : 'a domain'} to join without an invitation`;
  },
  dedup: (event) => domainsOf(event) ?? event.p_row_id,
  severityOf: (event) => (isWebmail(event) ? 'CRITICAL' : 'DEFAULT'),
  tests: [
    {
      name: 'a domain of a company',
      match: true,
      title: 'ada@example.com allowed everybody at the domain notgmail.com to join without an invitation',
      severity: 'HIGH',
      dedup: 'notgmail.com',
      event: {
        attributes: {
          action: 'USER_ACCESS_SETTINGS_DOMAIN_ADDED',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [{ id: 'o-1', type: 'orgs', attributes: { name: 'example-org', domain: 'notgmail.com' } }],
        },
      },
    },
    {
      name: 'a public mail provider',
      match: true,
      severity: 'CRITICAL',
      event: {
        attributes: {
          action: 'user_access_settings_domain_added',
          context: [{ id: 'o-1', type: 'orgs', attributes: { domain: 'Gmail.com' } }],
        },
      },
    },
    {
      name: 'a public mail provider that only the message names',
      match: true,
      severity: 'CRITICAL',
      title: 'Ada allowed everybody at a domain to join without an invitation',
      event: {
        attributes: { action: 'user_access_settings_domain_added', actor: { name: 'Ada' }, context: [] },
        message: { content: 'Added gmail.com.' },
      },
    },
    {
      name: 'the domain is removed again',
      match: false,
      event: { attributes: { action: 'user_access_settings_domain_removed' } },
    },
  ],
});
