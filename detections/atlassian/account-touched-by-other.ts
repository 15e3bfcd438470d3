import type { Entity } from '../../lambda/rules/atlassian-entities';
import { contextOf, entityName } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import type { EventOf } from '../../lambda/rules/event';
import { actionOf, actorName, actorOf } from '../../lambda/rules/who';

const VERBS: Readonly<Record<string, string>> = {
  email_change: 'changed the email of',
  user_password_reset_requested: 'requested a password reset for',
};

// Empty when the event does not name the actor or the account.
function othersThanActor(event: EventOf<'Atlassian.Audit'>): readonly Entity[] {
  const actor = actorOf(event).id;
  return contextOf(event, 'users').filter(({ id }) => actor !== undefined && id !== undefined && id !== actor);
}

export default defineDetection({
  id: 'Atlassian.Account.TouchedByOther',
  name: 'Email or password of an account changed by another person',
  logTypes: ['Atlassian.Audit'],
  severity: 'MEDIUM',
  description:
    'Somebody other than the owner changed the email of an account or requested a reset of its password. An admin who redirects the email of an account and then resets its password controls that account.',
  falsePositives:
    "Work of a support desk; changes of names or mail domains. Changes by Atlassian's own system, such as an identity provider sync, raise INFO alerts.",
  runbook:
    'Contact the owner of the account by another channel than its email and ask whether they wanted this. If they did not, or if the owner is an admin: restore the email, reset the credentials of both accounts, and review what both accounts have done since.',
  reference: 'https://support.atlassian.com/user-management/docs/make-changes-to-a-managed-user-account',
  tags: ['ATT&CK:T1078.004'],
  evidence: 'catalogue',
  actions: Object.keys(VERBS),
  rule: (event) => othersThanActor(event).length > 0,
  title: (event) => {
    const names = [...new Set(othersThanActor(event).map(entityName))].sort().join(', ');
    return `${actorName(event)} ${VERBS[actionOf(event)] ?? 'changed the account of'} ${names}`;
  },
  dedup: (event) =>
    othersThanActor(event)
      .map(({ id }) => id)
      .sort()
      .join(','),
  severityOf: (event) => (actorOf(event).id === 'atlassian-internal-system' ? 'INFO' : 'DEFAULT'),
  tests: [
    {
      name: 'email changed by somebody else; the context also lists the actor',
      match: true,
      title: 'ada@example.com changed the email of eve@example.com',
      severity: 'MEDIUM',
      dedup: 'u-2',
      event: {
        attributes: {
          action: 'EMAIL_CHANGE',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [
            { id: 'u-2', type: 'users', attributes: { email: 'eve@example.com' } },
            { id: 'u-1', type: 'users', attributes: { email: 'ada@example.com' } },
          ],
        },
      },
    },
    {
      name: 'password reset requested by an API key',
      match: true,
      title: '11111111-2222-4333-8444-555555555555@connect.atlassian.com requested a password reset for u-2',
      dedup: 'u-2',
      event: {
        attributes: {
          action: 'user_password_reset_requested',
          actor: { id: 'u-9', email: '11111111-2222-4333-8444-555555555555@connect.atlassian.com' },
          context: [{ id: 'u-2', type: 'users' }],
        },
      },
    },
    {
      name: 'email changed by the system',
      match: true,
      severity: 'INFO',
      event: {
        attributes: {
          action: 'email_change',
          actor: { id: 'atlassian-internal-system', email: 'Atlassian Internal System' },
          context: [{ id: 'u-2', type: 'users', attributes: { email: 'eve@example.com' } }],
        },
      },
    },
    {
      name: 'changed by the owner, who then has a new email',
      match: false,
      event: {
        attributes: {
          action: 'email_change',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [{ id: 'u-1', type: 'users', attributes: { email: 'ada.new@example.com' } }],
        },
      },
    },
    {
      name: 'the event names nobody',
      match: false,
      event: { attributes: { action: 'email_change', actor: { id: 'u-1' }, context: [] } },
    },
  ],
});
