import { contextKey, contextNames, contextOf, entityName } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import type { EventOf } from '../../lambda/rules/event';
import { actorKey, actorName, actorOf } from '../../lambda/rules/who';

// Compares ids if both have one, otherwise names.
function isOther(event: EventOf<'Atlassian.Audit'>): boolean {
  const actor = actorOf(event);
  return contextOf(event, 'users').some((user) =>
    user.id !== undefined && actor.id !== undefined
      ? user.id !== actor.id
      : entityName(user).toLowerCase() !== actorName(event).toLowerCase(),
  );
}

export default defineDetection({
  id: 'Atlassian.User.TwoStepDisabled',
  name: 'Two-step verification disabled for a user',
  logTypes: ['Atlassian.Audit'],
  severity: 'MEDIUM',
  description:
    'Two-step verification of an account was disabled, so the password alone is enough. HIGH if somebody other than the owner did it: an intruder with admin rights does this before taking over an account.',
  falsePositives:
    'A new phone, after which two-step verification is set up again; a support desk that helps somebody log in.',
  runbook:
    'Contact the owner of the account by another channel than its email, ask whether they wanted this, and have them set up two-step verification again. If they did not want it: end the sessions of the account, reset its credentials and those of the actor, and review the logins since then.',
  reference:
    'https://support.atlassian.com/atlassian-account/docs/manage-two-step-verification-for-your-atlassian-account',
  tags: ['ATT&CK:T1556.006'],
  evidence: 'catalogue',
  actions: ['twosv_disabled_for_user'],
  title: (event) => {
    const users = contextNames(event, 'an account', 'users');
    const isOwn = contextOf(event, 'users').length > 0 && !isOther(event);
    return `${actorName(event)} disabled two-step verification for ${isOwn ? 'their own account' : users}`;
  },
  dedup: (event) => contextKey(event, 'users') ?? actorKey(event) ?? 'unknown account',
  severityOf: (event) => (isOther(event) ? 'HIGH' : 'DEFAULT'),
  tests: [
    {
      name: 'by somebody else',
      match: true,
      title: 'ada@example.com disabled two-step verification for eve@example.com',
      severity: 'HIGH',
      dedup: 'u-2',
      event: {
        attributes: {
          action: 'TWOSV_DISABLED_FOR_USER',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [
            { id: 'o-1', type: 'orgs', attributes: { name: 'example-org' } },
            { id: 'u-2', type: 'users', attributes: { email: 'eve@example.com' } },
          ],
        },
      },
    },
    {
      name: 'by the owner',
      match: true,
      title: 'ada@example.com disabled two-step verification for their own account',
      severity: 'MEDIUM',
      dedup: 'u-1',
      event: {
        attributes: {
          action: 'twosv_disabled_for_user',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [{ id: 'u-1', type: 'users', attributes: { name: 'Ada', email: 'ada@example.com' } }],
        },
      },
    },
    {
      name: 'by the owner, without an id',
      match: true,
      severity: 'MEDIUM',
      event: {
        attributes: {
          action: 'twosv_disabled_for_user',
          actor: { email: 'ada@example.com' },
          context: [{ id: 'u-1', type: 'users', attributes: { email: 'Ada@example.com' } }],
        },
      },
    },
    {
      name: 'an empty context: probably the owner',
      match: true,
      title: 'ada@example.com disabled two-step verification for an account',
      severity: 'MEDIUM',
      dedup: 'u-1',
      event: {
        attributes: {
          action: 'twosv_disabled_for_user',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [],
        },
      },
    },
    { name: 'it is enabled', match: false, event: { attributes: { action: 'twosv_enabled_for_user' } } },
  ],
});
