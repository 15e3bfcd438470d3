import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.Bitbucket.SshKeyAuthorized',
  name: 'SSH key authorized for a Bitbucket account',
  logTypes: ['Atlassian.Audit'],
  severity: 'LOW',
  description:
    'An SSH key was added to an account of Bitbucket. Whoever has its private half reads and writes the repositories of the account without a login, so single sign-on and two-step verification are bypassed.',
  falsePositives: 'Every developer with a new computer. Of use mostly together with other signs.',
  runbook:
    'Ask the owner of the account whether the key is theirs. If not: delete the key, reset the credentials of the account, and review pushes and clones since.',
  reference: 'https://support.atlassian.com/bitbucket-cloud/docs/configure-ssh-and-two-step-verification/',
  tags: ['ATT&CK:T1098.004'],
  evidence: 'unconfirmed',
  disabled: 'The action id is known only from a proposed rule of another project.',
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
      name: 'nothing known',
      match: true,
      title: 'an unknown actor authorized an SSH key for Bitbucket',
      dedup: 'unknown actor',
      event: { attributes: { action: 'bitbucket_cloud_user_ssh_key_authorized', context: [] } },
    },
    { name: 'a token is another matter', match: false, event: { attributes: { action: 'api_token_created' } } },
  ],
});
