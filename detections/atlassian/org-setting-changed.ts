import { containerOf } from '../../lambda/rules/atlassian-entities';
import { deepText } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';
import type { EventOf } from '../../lambda/rules/event';
import { actionOf, actorName } from '../../lambda/rules/who';

// Empty when no container names a setting.
function settingOf(event: EventOf<'Atlassian.Audit'>): string {
  const names = containerOf(event).flatMap(({ attributes }) => deepText(attributes, 'settingName') ?? []);
  return [...new Set(names)].sort().join(', ');
}

export default defineDetection({
  id: 'Atlassian.Org.SettingChanged',
  name: 'Organization setting or data classification changed',
  logTypes: ['Atlassian.Audit'],
  severity: 'MEDIUM',
  description:
    'Somebody changed a setting of the whole organization or its data classification, for example whether logins use SAML. One such change affects every user and every product.',
  falsePositives: 'Planned changes by the organization admins.',
  runbook:
    'Read in the event which setting changed and its new value, and ask the actor for the reason. If there is no good reason: restore the setting, and review what else the actor changed on the same day.',
  reference:
    'https://support.atlassian.com/security-and-access-policies/docs/track-organization-activities-from-the-audit-log/',
  tags: ['ATT&CK:T1685'],
  evidence: 'unconfirmed',
  disabled: 'The action ids are known only from samples of another vendor.',
  actions: ['org_settings_update', 'data_classification_policy_update'],
  title: (event) => {
    if (actionOf(event) === 'data_classification_policy_update')
      return `${actorName(event)} changed the data classification`;
    const setting = settingOf(event);
    return `${actorName(event)} changed ${setting ? `the organization setting ${setting}` : 'a setting of the organization'}`;
  },
  dedup: (event) => `${settingOf(event) || event.p_row_id}:${actionOf(event)}`,
  tests: [
    {
      name: 'a setting',
      match: true,
      title: 'ada@example.com changed the organization setting AuthenticationPolicy',
      severity: 'MEDIUM',
      dedup: 'AuthenticationPolicy:org_settings_update',
      event: {
        attributes: {
          action: 'ORG_SETTINGS_UPDATE',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [],
          container: [
            null,
            { id: 'o-1', type: 'orgs', attributes: { name: 'example-org', settingName: 'AuthenticationPolicy' } },
          ],
        },
      },
    },
    {
      name: 'a setting without a name',
      match: true,
      title: 'an unknown actor changed a setting of the organization',
      event: { attributes: { action: 'org_settings_update' } },
    },
    {
      name: 'the data classification',
      match: true,
      title: 'Ada changed the data classification',
      event: { attributes: { action: 'data_classification_policy_update', actor: { name: 'Ada' } } },
    },
    { name: 'a policy is changed', match: false, event: { attributes: { action: 'policy_updated' } } },
  ],
});
