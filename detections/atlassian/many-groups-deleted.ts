import { targetsOf } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.Group.ManyDeleted',
  name: 'Several groups deleted',
  logTypes: ['Atlassian.Audit'],
  severity: 'HIGH',
  description:
    'One actor deleted several groups in a short time. Permissions of products, projects and spaces depend on groups, so all members lose access. A group that is created again starts without these permissions.',
  falsePositives: 'A cleanup of groups, or a change to an identity provider that brings its own groups.',
  runbook:
    'Ask the actor whether a cleanup is in progress. If not: remove their admin rights and end their sessions, create the groups again with the same names, and restore the members from the membership events in this log.',
  reference: 'https://support.atlassian.com/user-management/docs/manage-groups',
  tags: ['ATT&CK:T1531', 'ATT&CK:T1485'],
  evidence: 'payload',
  threshold: 3,
  dedupPeriodMinutes: 60,
  actions: ['group_deleted'],
  title: (event) => `${actorName(event)} deleted several groups`,
  dedup: (event) => actorKey(event) ?? 'unknown actor',
  // If the event does not name the group, the event itself counts.
  unique: (event) => targetsOf(event, 'groups'),
  tests: [
    {
      name: 'one group of many',
      match: true,
      title: 'ada@example.com deleted several groups',
      severity: 'HIGH',
      dedup: 'u-1',
      unique: 'g-1',
      event: {
        attributes: {
          action: 'GROUP_DELETED',
          actor: { id: 'u-1', email: 'ada@example.com' },
          container: [{ id: 's-1', type: 'sites', attributes: { siteName: 'example-org' } }],
          context: [{ id: 'g-1', type: 'groups', attributes: { name: 'jira-users-2', groupName: 'jira-users-2' } }],
        },
      },
    },
    {
      name: 'by an API key, with an empty context',
      match: true,
      title: '11111111-2222-4333-8444-555555555555@connect.atlassian.com deleted several groups',
      unique: '00000000000000000000000000000000',
      event: {
        attributes: {
          action: 'group_deleted',
          actor: { id: 'u-9', email: '11111111-2222-4333-8444-555555555555@connect.atlassian.com' },
          context: [],
        },
      },
    },
    { name: 'a group is created', match: false, event: { attributes: { action: 'group_created' } } },
  ],
});
