import type { Entity } from '../../lambda/rules/atlassian-entities';
import { contextOf, entityName } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import type { EventOf } from '../../lambda/rules/event';
import { actionOf, actorName, actorOf } from '../../lambda/rules/who';

const DEEDS: Readonly<Record<string, string>> = {
  email_change: 'changed the email of',
  user_password_reset_requested: 'requested a password reset for',
};

// None when the event does not say who acted or on whom.
function othersThanActor(event: EventOf<'Atlassian.Audit'>): readonly Entity[] {
  const actor = actorOf(event).id;
  return contextOf(event, 'users').filter(({ id }) => actor !== undefined && id !== undefined && id !== actor);
}

export default defineDetection({
  id: 'Atlassian.Account.TouchedByOther',
  name: 'Email or password of an account touched by somebody else',
  logTypes: ['Atlassian.Audit'],
  severity: 'MEDIUM',
  description:
    'The email of an account was changed, or its password reset requested, by somebody else than its owner. An admin who redirects the email of an account and then resets its password owns that account.',
  falsePositives:
    "Support desks, changes of names and of mail domains. What Atlassian's own system does, such as syncing an identity provider, is told as INFO.",
  runbook:
    'Ask the owner of the account, by another channel than its email, whether they wanted this. If not, or if the owner is an admin: set the email back, reset the credentials of both accounts, and look at what either has done since.',
  reference: 'https://support.atlassian.com/user-management/docs/make-changes-to-a-managed-user-account',
  tags: ['ATT&CK:T1078.004'],
  evidence: 'catalogue',
  actions: Object.keys(DEEDS),
  rule: (event) => othersThanActor(event).length > 0,
  title: (event) => {
    const names = [...new Set(othersThanActor(event).map(entityName))].sort().join(', ');
    return `${actorName(event)} ${DEEDS[actionOf(event)] ?? 'touched the account of'} ${names}`;
  },
  dedup: (event) =>
    othersThanActor(event)
      .map(({ id }) => id)
      .sort()
      .join(','),
  severityOf: (event) => (actorOf(event).id === 'atlassian-internal-system' ? 'INFO' : 'DEFAULT'),
  tests: [
    {
      name: 'an email, by somebody else; the actor may stand in the context too',
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
      name: 'a password, by an API key',
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
      name: 'an email, by the system',
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
      name: 'by the owner, whose new email differs',
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
      name: 'nobody is named',
      match: false,
      event: { attributes: { action: 'email_change', actor: { id: 'u-1' }, context: [] } },
    },
  ],
});
