import { targetsOf } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName, actorOf } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.Account.MassRemoval',
  name: 'Many accounts removed or shut out',
  logTypes: ['Atlassian.Audit'],
  severity: 'HIGH',
  description:
    'One actor deactivated, deleted or shut out many different people in a short time. That is how somebody who leaves in anger, or who wants a ransom, stops the work of a company; deleted accounts cannot be had back for long.',
  falsePositives:
    "Offboarding in bulk, the end of a contract, an identity provider that syncs a change. What Atlassian's own system does is told as MEDIUM; raise the threshold where a directory sync does this often.",
  runbook:
    'Ask the actor for the list of leavers and compare. If there is none: take the admin rights of the actor and end their sessions, then reactivate the accounts and cancel their deletion while that is still possible, admins first.',
  reference: 'https://support.atlassian.com/user-management/docs/deactivate-a-managed-account/',
  tags: ['ATT&CK:T1531'],
  evidence: 'payload',
  threshold: 10,
  dedupPeriodMinutes: 60,
  actions: [
    'user_removed_from_site',
    'user_removed_from_group',
    'user_removed_from_org',
    'user_disabled_org_access',
    'user_disabled_site_access',
    'managed_account_deactivated',
    'managed_account_deleted',
    'managed_account_deletion_scheduled',
    'scim_user_delete',
  ],
  title: (event) => `${actorName(event)} removed many accounts or their access`,
  dedup: (event) => actorKey(event) ?? 'unknown actor',
  severityOf: (event) => (actorOf(event).id === 'atlassian-internal-system' ? 'MEDIUM' : 'DEFAULT'),
  // One person who is removed from two groups and a site counts once. Where the event does not say who it was, each event counts.
  unique: (event) => targetsOf(event, 'users'),
  tests: [
    {
      name: 'somebody is removed from a group',
      match: true,
      title: 'ada@example.com removed many accounts or their access',
      severity: 'HIGH',
      dedup: 'u-1',
      unique: 'u-2',
      event: {
        attributes: {
          action: 'USER_REMOVED_FROM_GROUP',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [
            { id: 'g-1', type: 'groups', attributes: { name: 'jira-users', groupName: 'jira-users' } },
            { id: 'u-2', type: 'users', attributes: { email: 'eve@example.com' } },
          ],
        },
      },
    },
    {
      name: 'the same person is removed from the site: not counted again',
      match: true,
      unique: 'u-2',
      event: {
        attributes: {
          action: 'user_removed_from_site',
          context: [{ id: 'u-2', type: 'users', attributes: { email: 'eve@example.com' } }],
        },
      },
    },
    {
      name: 'an account is deleted by the system, and the event does not say whose',
      match: true,
      severity: 'MEDIUM',
      unique: '00000000000000000000000000000000',
      event: {
        attributes: {
          action: 'managed_account_deleted',
          actor: { id: 'atlassian-internal-system', name: 'Atlassian Internal System' },
          context: [],
        },
      },
    },
    { name: 'an account comes back', match: false, event: { attributes: { action: 'managed_account_reactivated' } } },
  ],
});
