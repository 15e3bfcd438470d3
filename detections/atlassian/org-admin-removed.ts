import { contextKey, contextNames } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.Org.AdminRemoved',
  name: 'Organization admin removed',
  logTypes: ['Atlassian.Audit'],
  severity: 'MEDIUM',
  description:
    'Somebody lost the organization admin role. An intruder who has become admin removes the other admins, so that nobody can reverse the changes.',
  falsePositives: 'People who leave or change teams; an admin role that was needed for one task.',
  runbook:
    'Contact the removed admin and the actor outside Atlassian. If nobody agreed to it: have a remaining admin restore the role and remove it from the actor, end the sessions of the actor, and look for other admins added or removed on the same day. If no admin is left, contact Atlassian support.',
  reference: 'https://support.atlassian.com/user-management/docs/give-users-admin-permissions',
  tags: ['ATT&CK:T1531'],
  evidence: 'catalogue',
  actions: ['removed_org_admin'],
  title: (event) => `${actorName(event)} removed ${contextNames(event, 'somebody', 'users')} as organization admin`,
  dedup: (event) => contextKey(event, 'users') ?? actorKey(event) ?? 'unknown actor',
  tests: [
    {
      name: 'one admin; event shaped like that of an added admin',
      match: true,
      title: 'eve@example.com removed ada@example.com as organization admin',
      severity: 'MEDIUM',
      dedup: 'u-1',
      event: {
        attributes: {
          action: 'REMOVED_ORG_ADMIN',
          actor: { id: 'u-2', email: 'eve@example.com' },
          context: [
            { id: 'o-1', type: 'orgs', attributes: { name: 'example-org' } },
            { id: 'u-1', type: 'users', attributes: { name: 'Ada', email: 'ada@example.com' } },
          ],
        },
      },
    },
    {
      name: 'two admins at once, by an API key',
      match: true,
      title: '11111111-2222-4333-8444-555555555555@connect.atlassian.com removed u-1, u-3 as organization admin',
      dedup: 'u-1,u-3',
      event: {
        attributes: {
          action: 'removed_org_admin',
          actor: { id: 'u-9', email: '11111111-2222-4333-8444-555555555555@connect.atlassian.com' },
          context: [
            { id: 'u-3', type: 'users' },
            { id: 'u-1', type: 'users' },
          ],
        },
      },
    },
    {
      name: 'the event has only the action',
      match: true,
      title: 'an unknown actor removed somebody as organization admin',
      dedup: 'unknown actor',
      event: { attributes: { action: 'removed_org_admin', context: [] } },
    },
    { name: 'an admin is added', match: false, event: { attributes: { action: 'added_org_admin' } } },
  ],
});
