import { deepText } from '../../lambda/detection/deep-get';
import { defineDetection } from '../../lambda/detection/detection';
import { actionParam } from '../../lambda/detection/panther-params';
import { actionOf, actorName } from '../../lambda/detection/who';

export default defineDetection({
  id: 'Keepwatch.Collector.Changed',
  name: 'Collector or its schedule changed',
  logTypes: ['Panther.Audit'],
  severity: 'HIGH',
  description:
    'Watches the deployment trail of Keepwatch: the collector was changed, or the schedule that starts it deleted. A changed collector can leave records out and has the credential of its source; without a schedule nothing is collected.',
  falsePositives:
    'Every deployment of a new version, and the removal of a source: look for a DEPLOY_STACK of the same time.',
  runbook:
    'Check that a deployment was planned for this time and came from where deployments come from. If not: deploy the version that you know, renew the credential of the source, and compare what was collected since with the log of the source.',
  reference: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-delete.html',
  tags: ['ATT&CK:T1685.002'],
  actions: ['UPDATE_COLLECTOR', 'DELETE_SCHEDULE'],
  rule: (event) => event.actionResult !== 'FAILED',
  title: (event) => {
    const did = actionOf(event) === 'delete_schedule' ? 'deleted the schedule' : 'changed the collector';
    const name = deepText(actionParam(event, 'name'));
    return `${actorName(event)} ${did}${name === undefined ? '' : ` ${name}`} of Keepwatch`;
  },
  tests: [
    {
      name: 'the collector is changed',
      match: true,
      title: 'eve@example.com changed the collector atlassian-main of Keepwatch',
      severity: 'HIGH',
      event: {
        actionName: 'UPDATE_COLLECTOR',
        actionParams: { dynamic: { input: { name: 'atlassian-main' } }, static: {} },
        actionResult: 'SUCCEEDED',
        actor: { id: 'a-9', name: 'Eve', type: 'USER', attributes: { email: 'eve@example.com' } },
        errors: null,
      },
    },
    {
      name: 'the schedule is deleted; a role without attributes, no parameters, no address',
      match: true,
      title: 'deployer deleted the schedule of Keepwatch',
      event: {
        actionName: 'delete_schedule',
        actionParams: {},
        actionResult: 'SUCCEEDED',
        actor: { id: 'deployer', type: 'TOKEN' },
        sourceIP: '',
      },
    },
    {
      name: 'nobody is named',
      match: true,
      title: 'an unknown actor changed the collector of Keepwatch',
      event: { actionName: 'UPDATE_COLLECTOR', actionResult: 'SUCCEEDED' },
    },
    {
      name: 'refused',
      match: false,
      event: { actionName: 'DELETE_SCHEDULE', actionResult: 'FAILED', errors: [{ message: 'access denied' }] },
    },
    { name: 'a deployment', match: false, event: { actionName: 'DEPLOY_STACK', actionResult: 'SUCCEEDED' } },
  ],
});
