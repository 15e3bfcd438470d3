import { containerOf } from '../../lambda/rules/atlassian-entities';
import { deepText } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';
import type { EventOf } from '../../lambda/rules/event';
import { actorKey, actorName } from '../../lambda/rules/who';

// Atlassian sends this action for an admin API key and, probably, for an API token of a user.
function isAdminKey(event: EventOf<'Atlassian.Audit'>): boolean {
  const message = deepText(event, 'message', 'content') ?? '';
  return containerOf(event, 'orgs').length > 0 || /admin api key/i.test(message);
}

export default defineDetection({
  id: 'Atlassian.Token.Created',
  name: 'Admin API key or API token created',
  logTypes: ['Atlassian.Audit'],
  severity: 'MEDIUM',
  description:
    'Somebody created an API token (MEDIUM) or an admin API key of the organization (HIGH). Both work without two-step verification and stay valid after a password change. An admin API key can also manage users and policies.',
  falsePositives: "New integrations. The yearly renewal of keys, including Keepwatch's own key.",
  runbook:
    'Ask the actor what the key or token is for and where it is stored. If they do not know it: revoke it (Atlassian Administration, Settings, API keys; or Security, User API tokens), reset the credentials of the actor, and review what was done with it. An admin API key acts as a user whose address ends in @connect.atlassian.com.',
  reference:
    'https://support.atlassian.com/organization-administration/docs/manage-an-organization-with-the-admin-apis/',
  tags: ['ATT&CK:T1098.001'],
  evidence: 'payload',
  actions: ['api_token_created'],
  title: (event) => `${actorName(event)} created an ${isAdminKey(event) ? 'admin API key' : 'API token'}`,
  // The event does not name the new key: each creation raises its own alert, unless the event names a token.
  dedup: (event) => {
    const token = deepText(event, 'attributes', 'actor', 'auth', 'tokenId') ?? event.p_row_id;
    return `${actorKey(event) ?? 'unknown actor'}:${token}:${isAdminKey(event) ? 'admin' : 'user'}`;
  },
  severityOf: (event) => (isAdminKey(event) ? 'HIGH' : 'DEFAULT'),
  tests: [
    {
      name: 'an admin API key, recognized by its container',
      match: true,
      title: 'ada@example.com created an admin API key',
      severity: 'HIGH',
      dedup: 'u-1:00000000000000000000000000000000:admin',
      event: {
        attributes: {
          action: 'API_TOKEN_CREATED',
          actor: { id: 'u-1', email: 'ada@example.com' },
          container: [{ id: 'o-1', type: 'orgs', attributes: { name: 'example-org' } }],
          context: [],
        },
      },
    },
    {
      name: 'an admin API key, recognized by the message, created by another API key',
      match: true,
      title: '11111111-2222-4333-8444-555555555555@connect.atlassian.com created an admin API key',
      severity: 'HIGH',
      event: {
        attributes: {
          action: 'api_token_created',
          actor: { id: 'u-9', email: '11111111-2222-4333-8444-555555555555@connect.atlassian.com' },
        },
        message: { content: 'Created admin API key', format: 'simple' },
      },
    },
    {
      name: 'an API token of a user',
      match: true,
      title: 'eve@example.com created an API token',
      severity: 'MEDIUM',
      dedup: 'u-2:t-1:user',
      event: {
        attributes: {
          action: 'api_token_created',
          actor: { id: 'u-2', email: 'eve@example.com', auth: { tokenId: 't-1', tokenLabel: 'laptop' } },
        },
        message: { content: 'Created an API token' },
      },
    },
    { name: 'a token is revoked', match: false, event: { attributes: { action: 'api_token_revoked' } } },
  ],
});
