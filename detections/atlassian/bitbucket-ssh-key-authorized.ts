import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.Bitbucket.SshKeyAuthorized',
  name: 'SSH key authorized for a Bitbucket account',
  logTypes: ['Atlassian.Audit'],
  severity: 'LOW',
  description:
    'Somebody added an SSH key to a Bitbucket account. The holder of the private key can read and write the repositories of the account without a login. This bypasses single sign-on and two-step verification.',
  falsePositives: 'Every developer with a new computer. This alert is useful mainly together with other signs.',
  runbook:
    'Ask the owner of the account whether the key is theirs. If it is not: delete the key, reset the credentials of the account, and review pushes and clones since then.',
  reference: 'https://support.atlassian.com/bitbucket-cloud/docs/configure-ssh-and-two-step-verification/',
  tags: ['ATT&CK:T1098.004'],
  evidence: 'unconfirmed',
  disabled: 'The action id is known only from a rule that another project proposed.',
  actions: ['bitbucket_cloud_user_ssh_key_authorized'],
  title: (event) => `${actorName(event)} authorized an SSH key for Bitbucket`,
  dedup: (event) => actorKey(event) ?? 'unknown actor',
  tests: [
    {
      name: 'by a person',
      match: true,
      title: 'ada@example.com authorized an SSH key for Bitbucket',
      severity: 'LOW',
      dedup: 'u-1',
      event: {
        attributes: {
          action: 'BITBUCKET_CLOUD_USER_SSH_KEY_AUTHORIZED',
          actor: { id: 'u-1', email: 'ada@example.com' },
        },
      },
    },
    {
      name: 'the event has only the action',
      match: true,
      title: 'an unknown actor authorized an SSH key for Bitbucket',
      dedup: 'unknown actor',
      event: { attributes: { action: 'bitbucket_cloud_user_ssh_key_authorized', context: [] } },
    },
    { name: 'an API token is created', match: false, event: { attributes: { action: 'api_token_created' } } },
  ],
});
