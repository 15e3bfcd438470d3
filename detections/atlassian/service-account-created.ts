import { contextKey, contextNames } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.ServiceAccount.Created',
  name: 'Service account created',
  logTypes: ['Atlassian.Audit'],
  severity: 'MEDIUM',
  description:
    'Somebody created a service account. It belongs to no person, uses tokens instead of a login, and is not offboarded when somebody leaves. That makes it a good back door.',
  falsePositives: 'A new automation that its owner announced.',
  runbook:
    'Ask the actor what the account is for, and look at its groups, roles and tokens. If nobody needs it: delete it and review what it has done.',
  reference: 'https://support.atlassian.com/user-management/docs/understand-service-accounts/',
  tags: ['ATT&CK:T1136.003'],
  evidence: 'unconfirmed',
  disabled: 'The action id is known only from a rule that another project proposed.',
  actions: ['service_account_created'],
  title: (event) => {
    const account = contextNames(event, '', 'users');
    return `${actorName(event)} created ${account ? `the service account ${account}` : 'a service account'}`;
  },
  dedup: (event) => contextKey(event, 'users') ?? event.p_row_id,
  tests: [
    {
      name: 'an account, shaped like a user',
      match: true,
      title: 'ada@example.com created the service account deploy-bot',
      severity: 'MEDIUM',
      dedup: 'u-7',
      event: {
        attributes: {
          action: 'SERVICE_ACCOUNT_CREATED',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [{ id: 'u-7', type: 'users', attributes: { name: 'deploy-bot' } }],
        },
      },
    },
    {
      name: 'the event has only the action',
      match: true,
      title: 'an unknown actor created a service account',
      event: { attributes: { action: 'service_account_created', context: [] } },
    },
    { name: 'an account of a person', match: false, event: { attributes: { action: 'user_created' } } },
  ],
});
