import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.OAuth.ClientCreated',
  name: 'OAuth client created',
  logTypes: ['Atlassian.Audit'],
  severity: 'MEDIUM',
  description:
    'Somebody created an OAuth client. With its id and secret, a program can use the API without a password and without two-step verification until the client is deleted.',
  falsePositives: 'A new integration that its owner announced.',
  runbook:
    'Ask the actor what the client is for and which scopes it has. If nobody needs it: delete it and review what was done with it.',
  reference: 'https://support.atlassian.com/user-management/docs/create-oauth-2-0-credential-for-service-accounts',
  tags: ['ATT&CK:T1098.001', 'ATT&CK:T1550.001'],
  evidence: 'unconfirmed',
  disabled: 'The action id is known only from a rule that another project proposed.',
  actions: ['oauth_client_created'],
  title: (event) => `${actorName(event)} created an OAuth client`,
  dedup: (event) => actorKey(event) ?? 'unknown actor',
  tests: [
    {
      name: 'by a person',
      match: true,
      title: 'ada@example.com created an OAuth client',
      severity: 'MEDIUM',
      dedup: 'u-1',
      event: { attributes: { action: 'OAUTH_CLIENT_CREATED', actor: { id: 'u-1', email: 'ada@example.com' } } },
    },
    {
      name: 'the event has only the action',
      match: true,
      title: 'an unknown actor created an OAuth client',
      dedup: 'unknown actor',
      event: { attributes: { action: 'oauth_client_created', context: [] } },
    },
    { name: 'an API token is created', match: false, event: { attributes: { action: 'api_token_created' } } },
  ],
});
