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
  name: 'Second factor disabled',
  logTypes: ['Atlassian.Audit', 'Panther.Audit'],
  severity: 'HIGH',
  description:
    'The second step of logging in was turned off for an account, in whichever of the systems that are watched. From then on the password alone is enough.',
  falsePositives: 'A new phone: the second step is turned off and, minutes later, on again.',
  runbook:
    'Ask the owner of the account whether they or the help desk did it. If not: turn it on again, reset the password, end the sessions of the account, and look at what it has done since.',
  reference:
    'https://support.atlassian.com/atlassian-account/docs/manage-two-step-verification-for-your-atlassian-account',
  tags: ['ATT&CK:T1556.006'],
  evidence: 'catalogue',
  disabled: 'The atlassian pack tells the same in more detail; switch this on for one rule over all log types.',
  rule: (event) => eventType(event) === 'MFA disabled',
  title: (event) => `${actorName(event)} turned off the second factor of ${account(event)}`,
  tests: [
    {
      name: 'for somebody else, upper case; the user stands second',
      match: true,
      title: 'ada@example.com turned off the second factor of bob@example.com',
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
      title: 'ada@example.com turned off the second factor of an account',
      event: {
        attributes: {
          action: 'twosv_disabled_for_user',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [],
        },
      },
    },
    {
      name: 'nothing but the action',
      match: true,
      title: 'an unknown actor turned off the second factor of an account',
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
