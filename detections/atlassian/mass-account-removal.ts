import { targetsOf } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName, actorOf } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.Account.MassRemoval',
  name: 'Many accounts removed or locked out',
  logTypes: ['Atlassian.Audit'],
  severity: 'HIGH',
  description:
    'One actor deactivated, deleted or locked out many different people in a short time. An angry employee who leaves, or an extortionist, stops the work of a company in this way. Deleted accounts can be restored only for a short time.',
  falsePositives:
    "Bulk offboarding, the end of a contract, an identity provider sync. Changes by Atlassian's own system raise MEDIUM alerts; raise the threshold if a directory sync does this often.",
  runbook:
    'Ask the actor for the list of people who leave and compare it. If there is none: remove the admin rights of the actor and end their sessions. Then reactivate the accounts and cancel their deletion while that is possible, admins first.',
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
  // A person who is removed from two groups and a site counts once. If the event does not name the person, the event itself counts.
  unique: (event) => targetsOf(event, 'users'),
  tests: [
    {
      name: 'a person is removed from a group',
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
