import { defineDetection } from '../../lambda/rules/define-detection';
import { actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Panther.SAML.Modified',
  name: 'SAML settings of Panther changed',
  logTypes: ['Panther.Audit'],
  severity: 'HIGH',
  description:
    'Somebody changed the SAML settings of Panther. A person who controls the identity provider in these settings, or the default role of new users, can log in to Panther as any user.',
  falsePositives: 'A renewed certificate, or a planned move to another identity provider.',
  runbook:
    'Compare the identity provider URL and the default role in the settings with the values that you know. If they differ and the actor cannot explain it: restore them, remove the users that logged in since, and revoke the sessions of the actor.',
  reference: 'https://docs.panther.com/system-configuration/saml',
  tags: ['ATT&CK:T1484.002'],
  actions: ['UPDATE_SAML_SETTINGS'],
  rule: (event) => event.actionResult === 'SUCCEEDED',
  title: (event) => `${actorName(event)} changed the SAML settings of Panther`,
  tests: [
    {
      name: 'a person, without parameters',
      match: true,
      title: 'ada@example.com changed the SAML settings of Panther',
      severity: 'HIGH',
      event: {
        actionName: 'UPDATE_SAML_SETTINGS',
        actionParams: {},
        actionResult: 'SUCCEEDED',
        actor: {
          id: 'p-1',
          name: 'Ada',
          type: 'USER',
          attributes: { email: 'ada@example.com', emailVerified: true, roleId: 'r-1' },
        },
        errors: null,
      },
    },
    {
      name: 'an actor without attributes and address; the action in lower case',
      match: true,
      title: 'terraform changed the SAML settings of Panther',
      event: {
        actionName: 'update_saml_settings',
        actionParams: { dynamic: { input: { enabled: false } }, static: {} },
        actionResult: 'SUCCEEDED',
        actor: { id: 't-1', name: 'terraform', type: 'TOKEN' },
        sourceIP: '',
      },
    },
    {
      name: 'the event names nobody',
      match: true,
      title: 'an unknown actor changed the SAML settings of Panther',
      event: { actionName: 'UPDATE_SAML_SETTINGS', actionResult: 'SUCCEEDED' },
    },
    {
      name: 'the change was refused',
      match: false,
      event: { actionName: 'UPDATE_SAML_SETTINGS', actionResult: 'FAILED', errors: [{ message: 'access denied' }] },
    },
    {
      name: 'the settings are viewed',
      match: false,
      event: { actionName: 'GET_SAML_SETTINGS', actionParams: {}, actionResult: 'SUCCEEDED', errors: null },
    },
  ],
});
