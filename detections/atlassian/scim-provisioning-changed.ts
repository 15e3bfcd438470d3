import { containerKey, contextKey, contextNames } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actionOf, actorName } from '../../lambda/rules/who';

const DEEDS: Readonly<Record<string, string>> = {
  scim_directory_created: 'created a provisioning directory',
  scim_directory_deleted: 'deleted a provisioning directory',
  scim_directory_token_rotated: 'renewed the API key of a provisioning directory',
  scim_sync_disabled: 'switched off provisioning from the identity provider',
};

export default defineDetection({
  id: 'Atlassian.Scim.ProvisioningChanged',
  name: 'Provisioning of users changed',
  logTypes: ['Atlassian.Audit'],
  severity: 'MEDIUM',
  description:
    'The directory through which the identity provider creates users and fills groups was created, deleted or switched off, or its API key renewed. With that key users can be made and put into any synced group; without the sync, people who leave keep their access.',
  falsePositives: 'The key expires after a year and is renewed then; setup of, or a move to, an identity provider.',
  runbook:
    'Ask the actor and whoever runs the identity provider whether this was planned and where the new key is kept. If it was not: renew the key again, restore the sync, reset the credentials of the actor, and review users and members of groups that were synced since.',
  reference: 'https://support.atlassian.com/provisioning-users/docs/manage-scim-api-key-expiration',
  tags: ['ATT&CK:T1484.002', 'ATT&CK:T1098.001'],
  evidence: 'catalogue',
  actions: Object.keys(DEEDS),
  title: (event) => {
    const names = contextNames(event, '', 'directory');
    return `${actorName(event)} ${DEEDS[actionOf(event)] ?? 'changed provisioning'}${names && ` (${names})`}`;
  },
  dedup: (event) =>
    `${contextKey(event, 'directory') ?? containerKey(event, 'orgs') ?? 'unknown organization'}:${actionOf(event)}`,
  tests: [
    {
      name: 'a key is renewed; the directory is shaped as in an event about a policy',
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
      name: 'the sync is off; only the organization is known',
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
      name: 'nothing known',
      match: true,
      title: 'an unknown actor deleted a provisioning directory',
      dedup: 'unknown organization:scim_directory_deleted',
      event: { attributes: { action: 'scim_directory_deleted' } },
    },
    { name: 'the daily sync', match: false, event: { attributes: { action: 'scim_auto_sync_complete' } } },
  ],
});
