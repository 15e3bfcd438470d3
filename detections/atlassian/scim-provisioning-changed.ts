import { containerKey, contextKey, contextNames } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actionOf, actorName } from '../../lambda/rules/who';

const VERBS: Readonly<Record<string, string>> = {
  scim_directory_created: 'created a provisioning directory',
  scim_directory_deleted: 'deleted a provisioning directory',
  scim_directory_token_rotated: 'renewed the API key of a provisioning directory',
  scim_sync_disabled: 'switched off provisioning from the identity provider',
};

export default defineDetection({
  id: 'Atlassian.Scim.ProvisioningChanged',
  name: 'User provisioning changed',
  logTypes: ['Atlassian.Audit'],
  severity: 'MEDIUM',
  description:
    'A provisioning directory was created or deleted, provisioning was switched off, or its API key was renewed. The identity provider creates users and fills groups through this directory. With its key, users can be created and added to any synced group. Without the sync, people who leave keep their access.',
  falsePositives: 'Yearly renewal of the key; setup of an identity provider, or a move to another one.',
  runbook:
    'Ask the actor and the team that runs the identity provider whether this was planned and where the new key is stored. If it was not planned: renew the key again, restore the sync, reset the credentials of the actor, and review users and group members that were synced since.',
  reference: 'https://support.atlassian.com/provisioning-users/docs/manage-scim-api-key-expiration',
  tags: ['ATT&CK:T1484.002', 'ATT&CK:T1098.001'],
  evidence: 'catalogue',
  actions: Object.keys(VERBS),
  title: (event) => {
    const names = contextNames(event, '', 'directory');
    return `${actorName(event)} ${VERBS[actionOf(event)] ?? 'changed provisioning'}${names && ` (${names})`}`;
  },
  dedup: (event) =>
    `${contextKey(event, 'directory') ?? containerKey(event, 'orgs') ?? 'unknown organization'}:${actionOf(event)}`,
  tests: [
    {
      name: 'a key is renewed; directory shaped as in an event about a policy',
      match: true,
      title: 'ada@example.com renewed the API key of a provisioning directory (okta)',
      severity: 'MEDIUM',
      dedup: 'd-1:scim_directory_token_rotated',
      event: {
        attributes: {
          action: 'SCIM_DIRECTORY_TOKEN_ROTATED',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [
            { id: 'o-1', type: 'orgs', attributes: { name: 'example-org' } },
            { id: 'd-1', type: 'directory', attributes: { name: 'okta' } },
          ],
        },
      },
    },
    {
      name: 'the sync is switched off; the event names only the organization',
      match: true,
      title: 'ada@example.com switched off provisioning from the identity provider',
      dedup: 'o-1:scim_sync_disabled',
      event: {
        attributes: {
          action: 'scim_sync_disabled',
          actor: { id: 'u-1', email: 'ada@example.com' },
          container: [{ id: 'o-1', type: 'orgs', attributes: { name: 'example-org' } }],
          context: [],
        },
      },
    },
    {
      name: 'the event has only the action',
      match: true,
      title: 'an unknown actor deleted a provisioning directory',
      dedup: 'unknown organization:scim_directory_deleted',
      event: { attributes: { action: 'scim_directory_deleted' } },
    },
    { name: 'the daily sync', match: false, event: { attributes: { action: 'scim_auto_sync_complete' } } },
  ],
});
