import { defineDetection } from '../../lambda/rules/define-detection';
import { eventType, LOGIN_ACTIONS } from '../../lambda/rules/event-type';
import { sourceIp } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Standard.BruteForceByIP',
  name: 'Many failed logins from one address',
  logTypes: ['Atlassian.Audit', 'Panther.Audit'],
  severity: 'INFO',
  description:
    'Many logins from one IP address failed within an hour, for any users. Somebody may be trying a few passwords for each of many accounts. Events without an address are not counted.',
  falsePositives: 'An office or a VPN where all people share one address.',
  runbook:
    'Look up the owner of the address, the users that were tried, and whether one of them logged in from it. If a user did not do that themselves: reset the password, end the sessions of the user, and consider an IP allowlist.',
  reference: 'https://attack.mitre.org/techniques/T1110/003/',
  tags: ['ATT&CK:T1110'],
  evidence: 'catalogue',
  threshold: 20,
  dedupPeriodMinutes: 60,
  actions: LOGIN_ACTIONS,
  rule: (event) => eventType(event) === 'failed login' && sourceIp(event) !== undefined,
  title: (event) => `Many logins from ${sourceIp(event) ?? 'an unknown address'} failed`,
  dedup: (event) => sourceIp(event) ?? 'unknown address',
  tests: [
    {
      name: 'Atlassian: the status is second in the context',
      match: true,
      title: 'Many logins from 198.51.100.4 failed',
      severity: 'INFO',
      dedup: '198.51.100.4',
      event: {
        attributes: {
          action: 'user_login',
          actor: { id: 'u-2', email: 'bob@example.com' },
          location: { ip: '198.51.100.4' },
          context: [
            { id: 'u-2', type: 'users', attributes: { email: 'bob@example.com' } },
            { id: 'l-1', type: 'login', attributes: { status: 'failed' } },
          ],
        },
      },
    },
    {
      name: 'Atlassian: the action says it, in upper case; no actor',
      match: true,
      title: 'Many logins from 2001:db8::7 failed',
      event: { attributes: { action: 'USER_LOGIN_FAILED', location: { ip: '2001:db8::7' } } },
    },
    {
      name: 'Panther: a failed login',
      match: true,
      dedup: '198.51.100.4',
      event: {
        p_log_type: 'Panther.Audit',
        actionName: 'USER_LOGIN_FAILED',
        actionResult: 'FAILED',
        actor: { id: 'p-2', name: 'Bob', type: 'USER' },
        sourceIP: '198.51.100.4',
      },
    },
    {
      name: 'Atlassian: a login without a status',
      match: false,
      event: { attributes: { action: 'user_login', location: { ip: '198.51.100.4' }, context: [] } },
    },
    {
      name: 'Atlassian: no context',
      match: false,
      event: { attributes: { action: 'user_login', location: { ip: '198.51.100.4' } } },
    },
    { name: 'Atlassian: no location', match: false, event: { attributes: { action: 'user_login_failed' } } },
    {
      name: 'Panther: an empty address',
      match: false,
      event: { p_log_type: 'Panther.Audit', actionName: 'SIGN_IN', actionResult: 'FAILED', sourceIP: '' },
    },
    {
      name: 'Panther: a sign-in',
      match: false,
      event: {
        p_log_type: 'Panther.Audit',
        actionName: 'SIGN_IN',
        actionResult: 'SUCCEEDED',
        sourceIP: '198.51.100.4',
      },
    },
  ],
});
