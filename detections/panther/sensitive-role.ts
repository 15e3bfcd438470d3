import { deepList, deepText } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';
import type { EventOf } from '../../lambda/rules/event';
import { actionParam } from '../../lambda/rules/panther-params';
import { actionOf, actorName } from '../../lambda/rules/who';

const SENSITIVE = ['UserModify', 'OrganizationAPITokenModify', 'OrganizationAPITokenRead', 'GeneralSettingsModify'];

function sensitivePermissions(event: EventOf<'Panther.Audit'>): readonly string[] {
  const permissions = deepList(actionParam(event, 'permissions'));
  return SENSITIVE.filter((permission) => permissions.includes(permission));
}

export default defineDetection({
  id: 'Panther.Sensitive.Role',
  name: 'Panther role with sensitive permissions created or changed',
  logTypes: ['Panther.Audit'],
  severity: 'HIGH',
  description:
    'Somebody saved a role in Panther with permissions like those of an administrator: over users, API tokens or the settings. A person with this role can get every other permission.',
  falsePositives: 'Planned work on roles. A change of a role that had these permissions before also raises an alert.',
  runbook:
    'Ask the actor what the role is for, and check who has it. If it was not planned: remove the permissions, and review what the members of the role and the actor have done since.',
  reference: 'https://docs.panther.com/system-configuration/rbac',
  tags: ['ATT&CK:T1098.003'],
  actions: ['CREATE_USER_ROLE', 'UPDATE_USER_ROLE'],
  rule: (event) => event.actionResult === 'SUCCEEDED' && sensitivePermissions(event).length > 0,
  title: (event) => {
    const verb = actionOf(event) === 'create_user_role' ? 'created' : 'changed';
    const name = deepText(actionParam(event, 'name'));
    const role = name === undefined ? 'a role in Panther' : `the role ${name} in Panther`;
    return `${actorName(event)} ${verb} ${role} with ${sensitivePermissions(event).join(', ')}`;
  },
  tests: [
    {
      name: 'created with one of them',
      match: true,
      title: 'ada@example.com created the role Night shift in Panther with GeneralSettingsModify',
      severity: 'HIGH',
      event: {
        actionName: 'CREATE_USER_ROLE',
        actionParams: {
          dynamic: {
            input: { name: 'Night shift', permissions: ['GeneralSettingsRead', 'GeneralSettingsModify'] },
          },
        },
        actionResult: 'SUCCEEDED',
        actor: { id: 'p-1', name: 'Ada', type: 'USER', attributes: { email: 'ada@example.com' } },
        errors: null,
      },
    },
    {
      name: 'changed; older parameters, an actor without attributes and address',
      match: true,
      title:
        'Ada changed the role Night shift in Panther with UserModify, OrganizationAPITokenModify, OrganizationAPITokenRead',
      event: {
        actionName: 'update_user_role',
        actionParams: {
          input: {
            name: 'Night shift',
            permissions: ['OrganizationAPITokenRead', 'OrganizationAPITokenModify', null, 'UserModify'],
          },
        },
        actionResult: 'SUCCEEDED',
        actor: { id: 'p-1', name: 'Ada', type: 'USER' },
        sourceIP: '',
      },
    },
    {
      name: 'flat parameters without a name',
      match: true,
      title: 'an unknown actor created a role in Panther with UserModify',
      event: {
        actionName: 'CREATE_USER_ROLE',
        actionParams: { permissions: ['UserModify'] },
        actionResult: 'SUCCEEDED',
      },
    },
    {
      name: 'harmless permissions',
      match: false,
      event: {
        actionName: 'CREATE_USER_ROLE',
        actionParams: { dynamic: { input: { name: 'Readers', permissions: ['SummaryRead'] } }, static: {} },
        actionResult: 'SUCCEEDED',
      },
    },
    {
      name: 'refused',
      match: false,
      event: {
        actionName: 'CREATE_USER_ROLE',
        actionParams: { dynamic: { input: { permissions: ['UserModify'] } }, static: {} },
        actionResult: 'FAILED',
        errors: [{ message: 'a role cannot have both' }],
      },
    },
    {
      name: 'empty parameters',
      match: false,
      event: { actionName: 'CREATE_USER_ROLE', actionParams: {}, actionResult: 'SUCCEEDED' },
    },
    {
      name: 'no parameters at all',
      match: false,
      event: { actionName: 'UPDATE_USER_ROLE', actionParams: null, actionResult: 'SUCCEEDED' },
    },
    {
      name: 'permissions that are null',
      match: false,
      event: {
        actionName: 'UPDATE_USER_ROLE',
        actionParams: { dynamic: { input: { permissions: null } } },
        actionResult: 'SUCCEEDED',
      },
    },
  ],
});
