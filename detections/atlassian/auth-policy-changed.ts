import { contextKey, contextNames, contextOf } from '../../lambda/rules/atlassian-entities';
import { deepText } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';
import type { EventOf } from '../../lambda/rules/event';
import { actionOf, actorKey, actorName } from '../../lambda/rules/who';

const VERBS: Readonly<Record<string, string>> = {
  auth_policy_updated: 'changed an authentication policy',
  auth_policy_deleted: 'deleted an authentication policy',
  auth_policy_type_updated: 'changed the type of an authentication policy',
  default_auth_policy_updated: 'changed the default authentication policy',
  password_policy_changed: 'changed the password policy',
  set_session_policy: 'changed the session duration',
};

// The event has only the new values of the policy.
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
  name: 'Authentication policy changed or deleted',
  logTypes: ['Atlassian.Audit'],
  severity: 'MEDIUM',
  description:
    'Somebody changed or deleted an authentication, password or session policy. These policies define how people must log in. HIGH if a policy was deleted, or if it now leaves two-step verification optional or single sign-on off.',
  falsePositives:
    'Adjusting a policy that was already this weak: the event contains only the new values. An organization without single sign-on gets HIGH for each change.',
  runbook:
    'Compare the policy with its previous version (Atlassian Administration, Security, Authentication policies) and ask the actor for the reason. If there is no good reason: restore the policy, reset the credentials of the actor, and review the logins of the members of the policy since the change.',
  reference:
    'https://support.atlassian.com/security-and-access-policies/docs/authentication-policy-settings-for-your-organizations',
  tags: ['ATT&CK:T1556.006', 'ATT&CK:T1556.009'],
  evidence: 'catalogue',
  actions: Object.keys(VERBS),
  title: (event) => {
    const names = contextNames(event, '', 'auth-policy');
    const weak = weaknesses(event).join(', ');
    const deed = VERBS[actionOf(event)] ?? 'changed a policy';
    return `${actorName(event)} ${deed}${names && ` (${names})`}${weak && `: ${weak}`}`;
  },
  // A weakening change gets its own alert: it must not disappear in the alert of a harmless change.
  dedup: (event) => {
    const policy = contextKey(event, 'auth-policy') ?? actorKey(event) ?? 'unknown policy';
    return `${policy}:${actionOf(event)}:${isWeak(event) ? 'weak' : 'other'}`;
  },
  severityOf: (event) => (isWeak(event) ? 'HIGH' : 'DEFAULT'),
  tests: [
    {
      name: 'the policy is now weak; event shaped like that of a created policy',
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
      name: 'the policy is still strong',
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
      name: 'deleted; the event has only the action',
      match: true,
      title: 'an unknown actor deleted an authentication policy',
      severity: 'HIGH',
      dedup: 'unknown policy:auth_policy_deleted:weak',
      event: { attributes: { action: 'auth_policy_deleted', context: [] } },
    },
    {
      name: 'the setup of an organization creates a policy',
      match: false,
      event: { attributes: { action: 'auth_policy_created', actor: { id: 'atlassian-internal-system' } } },
    },
  ],
});
