import { contextNames } from '../../lambda/rules/atlassian-entities';
import { deepText } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';
import type { EventOf } from '../../lambda/rules/event';
import { eventType } from '../../lambda/rules/event-type';
import { actionParam } from '../../lambda/rules/panther-params';
import { actorName } from '../../lambda/rules/who';

function receiver(event: EventOf<'Atlassian.Audit' | 'Panther.Audit'>): string {
  if (event.p_log_type === 'Atlassian.Audit') return contextNames(event, 'somebody', 'users', 'groups');
  return deepText(actionParam(event, 'email')) ?? deepText(actionParam(event, 'id')) ?? 'somebody';
}

export default defineDetection({
  id: 'Standard.AdminRoleAssigned',
  name: 'Admin role assigned',
  logTypes: ['Atlassian.Audit', 'Panther.Audit'],
  severity: 'MEDIUM',
  description:
    'Somebody got administrator rights in one of the monitored systems. Intruders do this to keep their access.',
  falsePositives: 'Planned changes of administrators, and the setup of an organization by Atlassian itself.',
  runbook:
    'Ask the actor whether they did this and why. If they did not: remove the rights, end the sessions of both accounts, and review what both accounts have done since.',
  reference:
    'https://support.atlassian.com/organization-administration/docs/what-are-the-different-types-of-admin-roles/',
  tags: ['ATT&CK:T1098.003'],
  disabled:
    'The atlassian pack raises the same alerts in more detail. Enable this one to have one rule for all log types.',
  rule: (event) => eventType(event) === 'admin role assigned',
  title: (event) => `${actorName(event)} gave admin rights to ${receiver(event)}`,
  tests: [
    {
      name: 'Atlassian: an organization admin, upper case',
      match: true,
      title: 'ada@example.com gave admin rights to eve@example.com',
      severity: 'MEDIUM',
      event: {
        attributes: {
          action: 'ADDED_ORG_ADMIN',
          actor: { id: 'u-1', email: 'ada@example.com' },
          context: [
            { id: 'o-1', type: 'orgs', attributes: { name: 'example-org' } },
            { id: 'u-2', type: 'users', attributes: { email: 'eve@example.com' } },
          ],
        },
      },
    },
    {
      name: 'Atlassian: a group, with an empty context',
      match: true,
      title: 'an unknown actor gave admin rights to somebody',
      event: { attributes: { action: 'group_granted_admin_access', context: [] } },
    },
    {
      name: 'Panther: a new user with the role by its name',
      match: true,
      title: 'ada@example.com gave admin rights to eve@example.com',
      event: {
        p_log_type: 'Panther.Audit',
        actionName: 'CREATE_USER',
        actionParams: { dynamic: { input: { email: 'eve@example.com', role: { kind: 'NAME', value: 'Admin' } } } },
        actionResult: 'SUCCEEDED',
        actor: { id: 'p-1', type: 'USER', attributes: { email: 'ada@example.com' } },
      },
    },
    {
      name: 'Panther: refused',
      match: false,
      event: {
        p_log_type: 'Panther.Audit',
        actionName: 'UPDATE_USER',
        actionParams: { input: { id: 'p-2', role: 'Admin' } },
        actionResult: 'FAILED',
      },
    },
    {
      name: 'Panther: another role',
      match: false,
      event: {
        p_log_type: 'Panther.Audit',
        actionName: 'UPDATE_USER',
        actionParams: { input: { id: 'p-2', role: 'AnalystReadOnly' } },
        actionResult: 'SUCCEEDED',
      },
    },
    {
      name: 'Atlassian: a role, without a context',
      match: false,
      event: { attributes: { action: 'user_granted_role' } },
    },
  ],
});
