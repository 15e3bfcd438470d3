import { containerKey } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actionOf, actorName } from '../../lambda/rules/who';

const VERBS: Readonly<Record<string, string>> = {
  saml_config_created: 'created a SAML configuration',
  saml_config_updated: 'changed a SAML configuration',
  saml_config_deleted: 'deleted a SAML configuration',
  saml_policy_changed: 'changed the SAML login policy',
  saml_policy_deleted: 'deleted the SAML login policy',
  gsync_connection: 'connected Google Workspace',
  gsync_disconnection: 'disconnected Google Workspace',
  gsync_sso_enabled: 'required logins through Google',
  gsync_sso_disabled: 'stopped requiring logins through Google',
};

const ENDED: readonly string[] = [
  'saml_config_deleted',
  'saml_policy_deleted',
  'gsync_disconnection',
  'gsync_sso_disabled',
];

export default defineDetection({
  id: 'Atlassian.Auth.SsoChanged',
  name: 'Single sign-on changed',
  logTypes: ['Atlassian.Audit'],
  severity: 'HIGH',
  description:
    'The connection to the identity provider was created, changed or ended. People log in through it: anybody who sets its certificate or address can log in as any user. CRITICAL if it was ended, because passwords of Atlassian accounts are then enough.',
  falsePositives: 'Renewal of the SAML certificate, a move to another identity provider, a first setup.',
  runbook:
    'Compare the entity id, the login address and the fingerprint of the certificate with those of your identity provider, and ask the actor for the reason. If anything differs or there is no good reason: restore the configuration, end all sessions, reset the credentials of the actor, and review all logins since then.',
  reference:
    'https://support.atlassian.com/provisioning-users/docs/what-are-setup-options-for-provisioning-and-single-sign-on/',
  tags: ['ATT&CK:T1484.002'],
  evidence: 'catalogue',
  actions: Object.keys(VERBS),
  title: (event) => `${actorName(event)} ${VERBS[actionOf(event)] ?? 'changed single sign-on'}`,
  dedup: (event) => `${containerKey(event, 'orgs') ?? 'unknown organization'}:${actionOf(event)}`,
  severityOf: (event) => (ENDED.includes(actionOf(event)) ? 'CRITICAL' : 'DEFAULT'),
  tests: [
    {
      name: 'changed',
      match: true,
      title: 'ada@example.com changed a SAML configuration',
      severity: 'HIGH',
      dedup: 'o-1:saml_config_updated',
      event: {
        attributes: {
          action: 'saml_config_updated',
          actor: { id: 'u-1', email: 'ada@example.com' },
          container: [{ id: 'o-1', type: 'orgs', attributes: { name: 'example-org' } }],
        },
      },
    },
    {
      name: 'ended; action in upper case, by an API key',
      match: true,
      title: '11111111-2222-4333-8444-555555555555@connect.atlassian.com deleted a SAML configuration',
      severity: 'CRITICAL',
      dedup: 'unknown organization:saml_config_deleted',
      event: {
        attributes: {
          action: 'SAML_CONFIG_DELETED',
          actor: { id: 'u-9', email: '11111111-2222-4333-8444-555555555555@connect.atlassian.com' },
          context: [],
        },
      },
    },
    {
      name: 'Google; the event has only the action',
      match: true,
      title: 'an unknown actor stopped requiring logins through Google',
      severity: 'CRITICAL',
      event: { attributes: { action: 'gsync_sso_disabled' } },
    },
    { name: 'somebody is invited by the sync', match: false, event: { attributes: { action: 'gsync_user_invite' } } },
  ],
});
