import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.Logs.AccessGranted',
  name: 'Access to logs granted',
  logTypes: ['Atlassian.Audit'],
  severity: 'MEDIUM',
  description:
    'Somebody was given access to logs, by the name of the action; such access is usually given to a support team of Atlassian or of an app vendor. Logs can hold names, addresses and pieces of content that then leave the company.',
  falsePositives: 'A support ticket that one of the admins opened.',
  runbook:
    'Look for the support ticket it belongs to and ask the actor who got access. If there is no ticket: withdraw the access and review what the account of the actor did before.',
  reference: 'https://support.atlassian.com/atlassian-cloud/kb/atlassian-cloud-support-data-access-request-faq/',
  tags: ['ATT&CK:T1199'],
  evidence: 'unconfirmed',
  disabled:
    'The action id is known only from the code of another vendor, which does not say to whom access is granted.',
  actions: ['logs_access_granted'],
  title: (event) => `${actorName(event)} granted access to logs`,
  dedup: (event) => actorKey(event) ?? 'unknown actor',
  tests: [
    {
      name: 'by a person',
      match: true,
      title: 'ada@example.com granted access to logs',
      severity: 'MEDIUM',
      dedup: 'u-1',
      event: { attributes: { action: 'LOGS_ACCESS_GRANTED', actor: { id: 'u-1', email: 'ada@example.com' } } },
    },
    {
      name: 'nothing known',
      match: true,
      title: 'an unknown actor granted access to logs',
      dedup: 'unknown actor',
      event: { attributes: { action: 'logs_access_granted', context: [] } },
    },
    { name: 'an export is another matter', match: false, event: { attributes: { action: 'export_audit_log' } } },
  ],
});
