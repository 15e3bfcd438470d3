import { contextKey, contextNames } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actorName, actorOf } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.Org.AdminAdded',
  name: 'Organization admin added',
  logTypes: ['Atlassian.Audit'],
  severity: 'HIGH',
  description:
    'Somebody became an organization admin. This is the highest role: it controls users, products, policies and this log.',
  falsePositives: 'Planned onboarding. The setup of an organization by Atlassian itself raises an INFO alert.',
  runbook:
    'Contact the actor outside Atlassian and ask whether they did this and why. If they did not: remove the new admin, end the sessions of both accounts, reset the credentials of the actor, and review everything that both accounts have done since.',
  reference:
    'https://support.atlassian.com/organization-administration/docs/what-are-the-different-types-of-admin-roles/',
  tags: ['ATT&CK:T1098.003'],
  evidence: 'payload',
  actions: ['added_org_admin'],
  title: (event) => `${actorName(event)} made ${contextNames(event, 'somebody', 'users')} an organization admin`,
  dedup: (event) => contextKey(event, 'users') ?? actorName(event),
  severityOf: (event) => (actorOf(event).id === 'atlassian-internal-system' ? 'INFO' : 'DEFAULT'),
  tests: [
    {
      name: 'a person adds an admin, at any place in the context',
      match: true,
      title: 'ada@example.com made eve@example.com an organization admin',
      severity: 'HIGH',
      dedup: 'u-2',
      event: {
        attributes: {
          action: 'ADDED_ORG_ADMIN',
          actor: { id: 'u-1', name: 'Ada', email: 'ada@example.com' },
          context: [
            { id: 'o-1', type: 'orgs', attributes: { name: 'example-org' } },
            { id: 'u-2', type: 'users', attributes: { name: 'Eve', email: 'eve@example.com' } },
          ],
        },
      },
    },
    {
      name: 'the setup of an organization',
      match: true,
      severity: 'INFO',
      title: 'Atlassian Internal System made somebody an organization admin',
      event: {
        attributes: {
          action: 'added_org_admin',
          actor: {
            id: 'atlassian-internal-system',
            name: 'Atlassian Internal System',
            email: 'Atlassian Internal System',
          },
          context: [],
        },
      },
    },
    { name: 'an admin is removed', match: false, event: { attributes: { action: 'removed_org_admin' } } },
  ],
});
