import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.Logs.AccessGranted',
  name: 'Access to logs granted',
  logTypes: ['Atlassian.Audit'],
  severity: 'MEDIUM',
  description:
    'Somebody was granted access to logs, according to the name of the action. Usually a support team of Atlassian or of an app vendor gets such access. Logs can contain names, addresses and content, which then leave the company.',
  falsePositives: 'A support ticket that one of the admins opened.',
  runbook:
    'Find the support ticket for this and ask the actor who got access. If there is no ticket: revoke the access and review what the account of the actor did before.',
  reference: 'https://support.atlassian.com/atlassian-cloud/kb/atlassian-cloud-support-data-access-request-faq/',
  tags: ['ATT&CK:T1199'],
  evidence: 'unconfirmed',
  disabled: 'The action id is known only from the code of another vendor, which does not show who gets access.',
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
      name: 'the event has only the action',
      match: true,
      title: 'an unknown actor granted access to logs',
      dedup: 'unknown actor',
      event: { attributes: { action: 'logs_access_granted', context: [] } },
    },
    { name: 'the audit log is exported', match: false, event: { attributes: { action: 'export_audit_log' } } },
  ],
});
