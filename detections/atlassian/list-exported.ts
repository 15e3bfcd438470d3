import { defineDetection } from '../../lambda/rules/define-detection';
import { actionOf, actorKey, actorName } from '../../lambda/rules/who';

const EXPORTED: Readonly<Record<string, string>> = {
  export_audit_log: 'the audit log',
  export_managed_account: 'the list of managed accounts',
  export_domain_account: 'the list of accounts of a domain',
  export_unmanaged_product_instances: 'the list of discovered products',
};

export default defineDetection({
  id: 'Atlassian.Org.ListExported',
  name: 'Audit log or account list exported',
  logTypes: ['Atlassian.Audit'],
  severity: 'MEDIUM',
  description:
    'Somebody exported the audit log, a list of accounts or the list of discovered products. Such a file shows an intruder who works there, which accounts lack two-step verification, and what has been noticed.',
  falsePositives: 'Access reviews, licence counts and audits. Usually the same few people do them.',
  runbook:
    'Ask the actor what the export is for and where the file is now. If they do not know about it: end their sessions, reset their credentials and review what else the account did in the days before. Check their mailbox too: Atlassian sends the link to the file there.',
  reference: 'https://support.atlassian.com/organization-administration/docs/export-user-accounts',
  tags: ['ATT&CK:T1087.004', 'ATT&CK:T1526'],
  evidence: 'catalogue',
  dedupPeriodMinutes: 1440,
  actions: Object.keys(EXPORTED),
  title: (event) => `${actorName(event)} exported ${EXPORTED[actionOf(event)] ?? 'a list'}`,
  dedup: (event) => `${actorKey(event) ?? 'unknown actor'}:${actionOf(event)}`,
  tests: [
    {
      name: 'the audit log',
      match: true,
      title: 'ada@example.com exported the audit log',
      severity: 'MEDIUM',
      dedup: 'u-1:export_audit_log',
      event: {
        attributes: { action: 'EXPORT_AUDIT_LOG', actor: { id: 'u-1', email: 'ada@example.com' }, context: [] },
      },
    },
    {
      name: 'a list of accounts, by an API key, without a context',
      match: true,
      title: '11111111-2222-4333-8444-555555555555@connect.atlassian.com exported the list of managed accounts',
      event: {
        attributes: {
          action: 'export_managed_account',
          actor: {
            id: 'u-9',
            name: 'demo-key',
            email: '11111111-2222-4333-8444-555555555555@connect.atlassian.com',
          },
        },
      },
    },
    {
      name: 'the event names nobody',
      match: true,
      title: 'an unknown actor exported the list of discovered products',
      dedup: 'unknown actor:export_unmanaged_product_instances',
      event: { attributes: { action: 'export_unmanaged_product_instances' } },
    },
    {
      name: 'the list of users was only viewed',
      match: false,
      event: { attributes: { action: 'organization_users_viewed' } },
    },
  ],
});
