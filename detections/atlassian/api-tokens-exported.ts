import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.Token.ListExported',
  name: 'List of API tokens exported',
  logTypes: ['Atlassian.Audit'],
  severity: 'HIGH',
  description:
    "Somebody exported the list of all members' API tokens. The list contains no secrets. It shows an intruder which tokens bypass single sign-on and which tokens nobody would miss.",
  falsePositives: 'Audits and reviews of tokens.',
  runbook:
    'Ask the actor what the export is for and where the file is now. If they do not know about it: end their sessions, reset their credentials, and revoke tokens that are old or that nobody recognizes.',
  reference: 'https://support.atlassian.com/organization-administration/docs/view-user-api-tokens/',
  tags: ['ATT&CK:T1087.004'],
  evidence: 'unconfirmed',
  disabled: 'The action id is known only from a rule that another project proposed.',
  actions: ['export_api_tokens'],
  title: (event) => `${actorName(event)} exported the list of API tokens`,
  dedup: (event) => actorKey(event) ?? 'unknown actor',
  tests: [
    {
      name: 'by an admin',
      match: true,
      title: 'ada@example.com exported the list of API tokens',
      severity: 'HIGH',
      dedup: 'u-1',
      event: {
        attributes: { action: 'EXPORT_API_TOKENS', actor: { id: 'u-1', email: 'ada@example.com' }, context: [] },
      },
    },
    {
      name: 'the event has only the action',
      match: true,
      title: 'an unknown actor exported the list of API tokens',
      dedup: 'unknown actor',
      event: { attributes: { action: 'export_api_tokens' } },
    },
    { name: 'another list is exported', match: false, event: { attributes: { action: 'export_managed_account' } } },
  ],
});
