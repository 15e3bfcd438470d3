import { contextKey, contextNames, contextOf } from '../../lambda/rules/atlassian-entities';
import { deepText } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';
import type { EventOf } from '../../lambda/rules/event';
import { actionOf, actorKey, actorName } from '../../lambda/rules/who';

const DEEDS: Readonly<Record<string, string>> = {
  auth_policy_updated: 'changed an authentication policy',
  auth_policy_deleted: 'deleted an authentication policy',
  auth_policy_type_updated: 'changed the type of an authentication policy',
  default_auth_policy_updated: 'changed the default authentication policy',
  password_policy_changed: 'changed the password policy',
  set_session_policy: 'changed how long sessions last',
};

// What the policy is now; what it was before does not stand in the event.
function weaknesses(event: EventOf<'Atlassian.Audit'>): readonly string[] {
  const has = (setting: string, value: string) =>
    contextOf(event, 'auth-policy').some(({ attributes }) => deepText(attributes, setting)?.toLowerCase() === value);
  return [
    ...(has('twoSvDetails', 'optional') ? ['two-step verification is optional'] : []),
    ...(has('ssoDetails', 'none') ? ['single sign-on is off'] : []),
  ];
}

function isWeak(event: EventOf<'Atlassian.Audit'>): boolean {
  return actionOf(event) === 'auth_policy_deleted' || weaknesses(event).length > 0;
}

export default defineDetection({
  id: 'Atlassian.Auth.PolicyChanged',
  name: 'Authentication policy changed or removed',
  logTypes: ['Atlassian.Audit'],
  severity: 'MEDIUM',
  description:
    'An authentication, password or session policy was changed or deleted. These say how people have to log in. HIGH where a policy is gone, or where it now leaves two-step verification optional or single sign-on off.',
  falsePositives:
    'Tuning of a policy that was that weak before: the event tells only what it is now. An organization without single sign-on sees HIGH for each change.',
  runbook:
    'Compare the policy with what it was (Atlassian Administration, Security, Authentication policies) and ask the actor for the reason. If there is none: restore it, reset the credentials of the actor, and review the logins of the members of the policy since.',
  reference:
    'https://support.atlassian.com/security-and-access-policies/docs/authentication-policy-settings-for-your-organizations',
  tags: ['ATT&CK:T1556.006', 'ATT&CK:T1556.009'],
  evidence: 'catalogue',
  actions: Object.keys(DEEDS),
  title: (event) => {
    const names = contextNames(event, '', 'auth-policy');
    const weak = weaknesses(event).join(', ');
    const deed = DEEDS[actionOf(event)] ?? 'changed a policy';
    return `${actorName(event)} ${deed}${names && ` (${names})`}${weak && `: ${weak}`}`;
  },
  // A change that weakens must not vanish in the alert of a harmless one.
  dedup: (event) => {
    const policy = contextKey(event, 'auth-policy') ?? actorKey(event) ?? 'unknown policy';
    return `${policy}:${actionOf(event)}:${isWeak(event) ? 'weak' : 'other'}`;
  },
  severityOf: (event) => (isWeak(event) ? 'HIGH' : 'DEFAULT'),
  tests: [
    {
      name: 'now weak; the shape is that of a created policy',
      match: true,
      title:
        'ada@example.com changed an authentication policy (default): two-step verification is optional, single sign-on is off',
      severity: 'HIGH',
      dedup: 'p-1:auth_policy_updated:weak',
      event: {
        attributes: {
          action: 'AUTH_POLICY_UPDATED',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [
            { id: 'd-1', type: 'directory', attributes: { name: 'local' } },
            {
              id: 'p-1',
              type: 'auth-policy',
              attributes: { name: 'default', twoSvDetails: 'Optional', ssoDetails: 'none' },
            },
          ],
        },
      },
    },
    {
      name: 'still strong',
      match: true,
      title: 'ada@example.com changed an authentication policy (staff)',
      severity: 'MEDIUM',
      dedup: 'p-1:auth_policy_updated:other',
      event: {
        attributes: {
          action: 'auth_policy_updated',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [
            {
              id: 'p-1',
              type: 'auth-policy',
              attributes: { name: 'staff', twoSvDetails: 'mandatory', ssoDetails: 'saml' },
            },
          ],
        },
      },
    },
    {
      name: 'deleted, and nothing known',
      match: true,
      title: 'an unknown actor deleted an authentication policy',
      severity: 'HIGH',
      dedup: 'unknown policy:auth_policy_deleted:weak',
      event: { attributes: { action: 'auth_policy_deleted', context: [] } },
    },
    {
      name: 'the bootstrap of an organization creates one',
      match: false,
      event: { attributes: { action: 'auth_policy_created', actor: { id: 'atlassian-internal-system' } } },
    },
  ],
});
