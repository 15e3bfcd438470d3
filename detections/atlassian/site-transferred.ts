import { containerOf, contextOf, entityName } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import type { EventOf } from '../../lambda/rules/event';
import { actorName } from '../../lambda/rules/who';

// For this action it is unknown where the site is; in other events it is a container.
function sitesOf(event: EventOf<'Atlassian.Audit'>): string {
  const sites = [...contextOf(event, 'sites'), ...containerOf(event, 'sites')].map(entityName);
  return [...new Set(sites)].sort().join(', ');
}

export default defineDetection({
  id: 'Atlassian.Site.Transferred',
  name: 'Site transferred to another organization',
  logTypes: ['Atlassian.Audit'],
  severity: 'CRITICAL',
  description:
    'A site with all its products and data was moved to another organization. The admins, policies and audit log of that organization now apply. You cannot reverse a transfer yourself.',
  falsePositives: 'A merge of organizations of one company, or the sale of a part of the company.',
  runbook:
    "Find out at once which organization has the site now and who administers it. If it is not the company's own: call Atlassian support to stop or reverse the transfer, and treat the account of the actor as compromised.",
  reference: 'https://confluence.atlassian.com/cloud/transfer-products-to-another-organization-967318518.html',
  tags: ['ATT&CK:T1531', 'ATT&CK:T1567'],
  evidence: 'catalogue',
  dedupPeriodMinutes: 1440,
  actions: ['site_transferred'],
  title: (event) => {
    const sites = sitesOf(event);
    return `${actorName(event)} transferred ${sites ? `the site ${sites}` : 'a site'} to another organization`;
  },
  dedup: (event) => sitesOf(event) || event.p_row_id,
  tests: [
    {
      name: 'a site; event shaped like other events about sites',
      match: true,
      title: 'ada@example.com transferred the site https://example-org.atlassian.net to another organization',
      severity: 'CRITICAL',
      dedup: 'https://example-org.atlassian.net',
      event: {
        attributes: {
          action: 'SITE_TRANSFERRED',
          actor: { id: 'u-1', email: 'ada@example.com' },
          container: [{ id: 's-1', type: 'sites', attributes: { name: 'https://example-org.atlassian.net' } }],
          context: [{ id: 'o-1', type: 'orgs', attributes: { name: 'example-org' } }],
        },
      },
    },
    {
      name: 'the event has only the action',
      match: true,
      title: 'an unknown actor transferred a site to another organization',
      event: { attributes: { action: 'site_transferred', context: [] } },
    },
    { name: 'a site gets another name', match: false, event: { attributes: { action: 'site_rename_event' } } },
  ],
});
