import { containerOf, contextKey, contextNames, entityName } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.App.Installed',
  name: 'Marketplace app installed',
  logTypes: ['Atlassian.Audit'],
  severity: 'MEDIUM',
  description:
    'Somebody installed an app on a site. Apps read and write data of the site with the permissions they requested, on servers of their vendor. They keep working after the account that installed them is removed.',
  falsePositives: 'Apps that were reviewed and approved. Trials by admins are the most frequent case.',
  runbook:
    'Check the vendor and the permissions of the app and whether it was approved. If it was not: uninstall it under Connected apps of the site, and treat everything it could read as disclosed.',
  reference: 'https://support.atlassian.com/organization-administration/docs/installing-and-managing-app-access',
  tags: ['ATT&CK:T1199'],
  evidence: 'unconfirmed',
  disabled: 'The action id is known only from a sample of another vendor.',
  actions: ['marketplace_app_installed'],
  title: (event) => {
    const app = contextNames(event, '', 'apps');
    const site = containerOf(event, 'sites').map(entityName).sort().join(', ');
    return `${actorName(event)} installed ${app ? `the app ${app}` : 'a Marketplace app'}${site && ` on ${site}`}`;
  },
  dedup: (event) => {
    const site = containerOf(event, 'sites').map(({ id }) => id ?? '');
    return [contextKey(event, 'apps') ?? event.p_row_id, ...site].join(':');
  },
  tests: [
    {
      name: 'an app on a site',
      match: true,
      title: 'ada@example.com installed the app Diagrams on example-org',
      severity: 'MEDIUM',
      dedup: 'a-1:s-1',
      event: {
        attributes: {
          action: 'MARKETPLACE_APP_INSTALLED',
          actor: { id: 'u-1', email: 'ada@example.com' },
          container: [{ id: 's-1', type: 'sites', attributes: { name: 'example-org' } }],
          context: [{ id: 'a-1', type: 'apps', attributes: { name: 'Diagrams', vendor: 'Example Ltd' } }],
        },
      },
    },
    {
      name: 'the event has only the action',
      match: true,
      title: 'an unknown actor installed a Marketplace app',
      event: { attributes: { action: 'marketplace_app_installed', context: [] } },
    },
    { name: 'another action', match: false, event: { attributes: { action: 'site_created' } } },
  ],
});
