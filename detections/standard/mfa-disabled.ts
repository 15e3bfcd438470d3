import { contextNames } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import type { AuditEvent } from '../../lambda/rules/event';
import { eventType } from '../../lambda/rules/event-type';
import { actorName } from '../../lambda/rules/who';

function account(event: AuditEvent): string {
  return event.p_log_type === 'Atlassian.Audit' ? contextNames(event, 'an account', 'users') : 'an account';
}

export default defineDetection({
  id: 'Standard.MFADisabled',
  name: 'Two-step verification disabled',
  logTypes: ['Atlassian.Audit', 'Panther.Audit'],
  severity: 'HIGH',
  description:
    'Two-step verification of an account was disabled in one of the monitored systems. The password alone is now enough.',
  falsePositives: 'A new phone: two-step verification is disabled and, minutes later, enabled again.',
  runbook:
    'Ask the owner of the account whether they or the help desk did this. If not: enable it again, reset the password, end the sessions of the account, and review what it has done since.',
  reference:
    'https://support.atlassian.com/atlassian-account/docs/manage-two-step-verification-for-your-atlassian-account',
  tags: ['ATT&CK:T1556.006'],
  evidence: 'catalogue',
  disabled:
    'The atlassian pack raises the same alerts in more detail. Enable this one to have one rule for all log types.',
  rule: (event) => eventType(event) === 'MFA disabled',
  title: (event) => `${actorName(event)} disabled two-step verification of ${account(event)}`,
  tests: [
    {
      name: 'for somebody else, in upper case; the user is second in the context',
      match: true,
      title: 'ada@example.com disabled two-step verification of bob@example.com',
      severity: 'HIGH',
      event: {
        attributes: {
          action: 'TWOSV_DISABLED_FOR_USER',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [
            { id: 'o-1', type: 'orgs', attributes: { name: 'example-org' } },
            { id: 'u-2', type: 'users', attributes: { email: 'bob@example.com' } },
          ],
        },
      },
    },
    {
      name: 'an empty context',
      match: true,
      title: 'ada@example.com disabled two-step verification of an account',
      event: {
        attributes: {
          action: 'twosv_disabled_for_user',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [],
        },
      },
    },
    {
      name: 'the event has only the action',
      match: true,
      title: 'an unknown actor disabled two-step verification of an account',
      event: { attributes: { action: 'twosv_disabled_for_user' } },
    },
    { name: 'turned on', match: false, event: { attributes: { action: 'twosv_enabled_for_user', context: [] } } },
    {
      name: 'Panther: a user is changed',
      match: false,
      event: { p_log_type: 'Panther.Audit', actionName: 'UPDATE_USER', actionParams: {}, actionResult: 'SUCCEEDED' },
    },
  ],
});
