import { deepText } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actionParam } from '../../lambda/rules/panther-params';
import { actorName, actorOf } from '../../lambda/rules/who';

// SCIM provisioning, and Panther itself when a SAML login brings new values. Compared by id: any user can have the name `scim`.
const AUTOMATIC = ['scim', '00000000-0000-4000-8000-000000000000'];

export default defineDetection({
  id: 'Panther.User.Modified',
  name: 'Panther user changed',
  logTypes: ['Panther.Audit'],
  severity: 'HIGH',
  description:
    'Somebody changed a user of Panther: the role, the email address or the name. A new role gives permissions. A new address lets somebody else reset the password.',
  falsePositives: 'Onboarding and team changes. Changes by SCIM or by Panther itself raise INFO alerts.',
  runbook:
    'Compare the role and the address of the user with the intended values, and ask the actor. If nobody requested it: reverse the change, end the sessions of the user and of the actor, and review what both have done since.',
  reference: 'https://docs.panther.com/panther-developer-workflows/api/graphql/user-management',
  tags: ['ATT&CK:T1098.003'],
  actions: ['UPDATE_USER'],
  rule: (event) => event.actionResult === 'SUCCEEDED',
  title: (event) => {
    const user = deepText(actionParam(event, 'email')) ?? deepText(actionParam(event, 'id'));
    return `${actorName(event)} changed ${user === undefined ? 'a user' : `the user ${user}`} of Panther`;
  },
  severityOf: (event) => (AUTOMATIC.includes(actorOf(event).id ?? '') ? 'INFO' : 'DEFAULT'),
  tests: [
    {
      name: 'a person changes a role',
      match: true,
      title: 'ada@example.com changed the user bob@example.com of Panther',
      severity: 'HIGH',
      event: {
        actionName: 'UPDATE_USER',
        actionParams: {
          dynamic: { input: { id: 'p-2', email: 'bob@example.com', role: { kind: 'ID', value: '(redacted)' } } },
          static: {},
        },
        actionResult: 'SUCCEEDED',
        actor: { id: 'p-1', name: 'Ada', type: 'USER', attributes: { email: 'ada@example.com', roleName: 'Admin' } },
        timestamp: '2026-03-02 09:15:41.070119204',
      },
    },
    {
      name: 'SCIM; older parameters, an actor without attributes',
      match: true,
      title: 'scim changed the user bob@example.com of Panther',
      severity: 'INFO',
      event: {
        actionName: 'UPDATE_USER',
        actionParams: { input: { id: 'p-2', email: 'bob@example.com', familyName: '', roleId: null } },
        actionResult: 'SUCCEEDED',
        actor: { id: 'scim', name: 'scim', type: 'TOKEN' },
      },
    },
    {
      name: 'Panther itself, from no address',
      match: true,
      title: 'System changed the user bob@example.com of Panther',
      severity: 'INFO',
      event: {
        actionName: 'UPDATE_USER',
        actionParams: { dynamic: { input: { email: 'bob@example.com', role: 'Analyst' } } },
        actionResult: 'SUCCEEDED',
        actor: { id: '00000000-0000-4000-8000-000000000000', name: 'System', type: 'USER' },
        sourceIP: '',
      },
    },
    {
      name: 'a token with the name scim; flat parameters',
      match: true,
      title: 'scim changed the user p-2 of Panther',
      severity: 'HIGH',
      event: {
        actionName: 'update_user',
        actionParams: { id: 'p-2' },
        actionResult: 'SUCCEEDED',
        actor: { id: 't-1', name: 'scim', type: 'TOKEN' },
        errors: null,
      },
    },
    {
      name: 'the event has only the action',
      match: true,
      title: 'an unknown actor changed a user of Panther',
      severity: 'HIGH',
      event: { actionName: 'UPDATE_USER', actionParams: {}, actionResult: 'SUCCEEDED' },
    },
    {
      name: 'refused',
      match: false,
      event: { actionName: 'UPDATE_USER', actionResult: 'FAILED', errors: [{ message: 'access denied' }] },
    },
    {
      name: 'a role is created',
      match: false,
      event: {
        actionName: 'CREATE_USER_ROLE',
        actionParams: { input: { name: 'Night shift', permissions: ['GeneralSettingsModify'] } },
        actionResult: 'SUCCEEDED',
      },
    },
  ],
});
