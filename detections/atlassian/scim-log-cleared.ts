import { contextNames } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.Scim.TroubleshootingLogCleared',
  name: 'SCIM troubleshooting log cleared',
  logTypes: ['Atlassian.Audit'],
  severity: 'MEDIUM',
  description:
    'Somebody cleared the troubleshooting log of user provisioning. This log shows which users and groups the identity provider tried to write. Clearing it removes traces of accounts that were added or removed.',
  falsePositives: 'An admin who has solved a sync problem and wants to see whether new errors appear.',
  runbook:
    'Ask the actor whether they were working on provisioning. If not: compare the users and groups of the directory with the identity provider, rotate the SCIM token, and review what else the account did.',
  reference: 'https://support.atlassian.com/provisioning-users/docs/understand-user-provisioning/',
  tags: ['ATT&CK:T1070'],
  evidence: 'catalogue',
  dedupPeriodMinutes: 1440,
  actions: ['scim_troubleshooting_log_cleared'],
  title: (event) => {
    const directory = contextNames(event, '', 'directory');
    return `${actorName(event)} cleared the SCIM troubleshooting log${directory && ` of the directory ${directory}`}`;
  },
  dedup: (event) => actorKey(event) ?? 'unknown actor',
  tests: [
    {
      name: 'by a person; directory shaped as in other events',
      match: true,
      title: 'ada@example.com cleared the SCIM troubleshooting log of the directory default',
      severity: 'MEDIUM',
      dedup: 'u-1',
      event: {
        attributes: {
          action: 'SCIM_TROUBLESHOOTING_LOG_CLEARED',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [
            { id: 'o-1', type: 'orgs', attributes: { name: 'example-org' } },
            { id: 'd-1', type: 'directory', attributes: { name: 'default' } },
          ],
        },
      },
    },
    {
      name: 'the event has only the action',
      match: true,
      title: 'an unknown actor cleared the SCIM troubleshooting log',
      dedup: 'unknown actor',
      event: { attributes: { action: 'scim_troubleshooting_log_cleared' } },
    },
    { name: 'a sync ends', match: false, event: { attributes: { action: 'scim_manual_sync_complete' } } },
  ],
});
