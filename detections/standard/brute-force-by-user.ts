import { defineDetection } from '../../lambda/rules/define-detection';
import { eventType, LOGIN_ACTIONS } from '../../lambda/rules/event-type';
import { actorKey, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Standard.BruteForceByUser',
  name: 'Many failed logins of one user',
  logTypes: ['Atlassian.Audit', 'Panther.Audit'],
  severity: 'INFO',
  description: 'Many logins of one user failed within an hour, from any address. Somebody may be trying passwords.',
  falsePositives:
    'A forgotten password, or a program that keeps trying with an old one. Logins that an identity provider refuses are in its own log, not here.',
  runbook:
    'Look for a successful login of the same user after the failed ones, and its address. If the user did not log in themselves: reset the password, end the sessions of the user, and check that two-step verification is on.',
  reference: 'https://attack.mitre.org/techniques/T1110/',
  tags: ['ATT&CK:T1110'],
  evidence: 'catalogue',
  threshold: 20,
  dedupPeriodMinutes: 60,
  actions: LOGIN_ACTIONS,
  rule: (event) => eventType(event) === 'failed login',
  title: (event) => `Many logins of ${actorName(event)} failed`,
  dedup: (event) => actorKey(event) ?? 'unknown actor',
  tests: [
    {
      name: 'Atlassian: the status is second in the context; no location',
      match: true,
      title: 'Many logins of bob@example.com failed',
      severity: 'INFO',
      dedup: 'u-2',
      event: {
        attributes: {
          action: 'USER_LOGIN',
          actor: { id: 'u-2', email: 'bob@example.com' },
          context: [
            { id: 'u-2', type: 'users', attributes: { email: 'bob@example.com' } },
            { id: 'l-1', type: 'login', attributes: { status: 'failed' } },
          ],
        },
      },
    },
    {
      name: 'Atlassian: the action says it; no actor',
      match: true,
      title: 'Many logins of an unknown actor failed',
      dedup: 'unknown actor',
      event: { attributes: { action: 'user_login_failed' } },
    },
    {
      name: 'Panther: a refused sign-in, from no address',
      match: true,
      title: 'Many logins of bob@example.com failed',
      dedup: 'p-2',
      event: {
        p_log_type: 'Panther.Audit',
        actionName: 'SIGN_IN',
        actionParams: {},
        actionResult: 'FAILED',
        actor: { id: 'p-2', name: 'Bob', type: 'USER', attributes: { email: 'bob@example.com' } },
        errors: null,
        sourceIP: '',
      },
    },
    {
      name: 'Atlassian: a login without a status',
      match: false,
      event: {
        attributes: { action: 'user_login', context: [{ id: 'u-2', type: 'users', attributes: {} }] },
      },
    },
    { name: 'Atlassian: an empty context', match: false, event: { attributes: { action: 'user_login', context: [] } } },
    { name: 'Atlassian: no context', match: false, event: { attributes: { action: 'user_login' } } },
    {
      name: 'Panther: a sign-in',
      match: false,
      event: { p_log_type: 'Panther.Audit', actionName: 'SIGN_IN', actionResult: 'SUCCEEDED' },
    },
  ],
});
