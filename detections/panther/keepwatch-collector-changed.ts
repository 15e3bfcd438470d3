import { deepText } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';
import { isByCloudFormation } from '../../lambda/rules/deployment-trail';
import { actionParam } from '../../lambda/rules/panther-params';
import { actionOf, actorName } from '../../lambda/rules/who';

const DID: Readonly<Record<string, string>> = {
  UPDATE_COLLECTOR: 'changed the collector',
  UPDATE_COLLECTOR_CONFIGURATION: 'changed the settings of the collector',
  LIMIT_COLLECTOR: 'limited the collector',
  DELETE_COLLECTOR: 'deleted the collector',
  UPDATE_PROCESSOR: 'changed the processor',
  UPDATE_PROCESSOR_CONFIGURATION: 'changed the settings of the processor',
  LIMIT_PROCESSOR: 'limited the processor',
  DELETE_PROCESSOR: 'deleted the processor',
  UPDATE_TRAIL: 'changed the deployment trail',
  UPDATE_TRAIL_CONFIGURATION: 'changed the settings of the deployment trail',
  LIMIT_TRAIL: 'limited the deployment trail',
  // Of a name that CloudFormation cut short.
  UPDATE_FUNCTION: 'changed the function',
  UPDATE_FUNCTION_CONFIGURATION: 'changed the settings of the function',
  LIMIT_FUNCTION: 'limited the function',
  DELETE_FUNCTION: 'deleted the function',
  DISABLE_SCHEDULE: 'switched off the schedule',
  DELETE_SCHEDULE: 'deleted the schedule',
};

export default defineDetection({
  id: 'Keepwatch.Collector.Changed',
  name: 'Collector or its schedule changed',
  logTypes: ['Panther.Audit'],
  severity: 'HIGH',
  description:
    'Watches the deployment trail of Keepwatch: the code or the settings of a function were changed, or the schedule that starts a collector switched off or deleted, and not by a deployment. A changed collector can leave records out and has the credential of its source; without a schedule nothing is collected.',
  falsePositives: 'A deployment in another way than by CloudFormation: look for who announced it.',
  runbook:
    'Check that a deployment was planned for this time and came from where deployments come from. If not: deploy the version that you know, renew the credential of the source, and compare what was collected since with the log of the source.',
  reference: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-delete.html',
  tags: ['ATT&CK:T1685.002'],
  actions: Object.keys(DID),
  rule: (event) => event.actionResult !== 'FAILED' && !isByCloudFormation(event),
  title: (event) => {
    const did = DID[actionOf(event).toUpperCase()] ?? 'changed the collector';
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
      name: 'the schedule is switched off',
      match: true,
      title: 'eve@example.com switched off the schedule Keepwatch-Schedule of Keepwatch',
      event: {
        actionName: 'DISABLE_SCHEDULE',
        actionParams: { dynamic: { name: 'Keepwatch-Schedule', state: 'DISABLED' }, static: {} },
        actionResult: 'SUCCEEDED',
        actor: { id: 'a-9', name: 'eve@example.com', type: 'USER', attributes: { email: 'eve@example.com' } },
      },
    },
    {
      name: 'by CloudFormation, as a deployment says',
      match: false,
      event: {
        actionName: 'UPDATE_COLLECTOR',
        actionResult: 'SUCCEEDED',
        actor: { id: 'r', type: 'TOKEN', attributes: { session: 'AWSCloudFormation' } },
        sourceIP: 'cloudformation.amazonaws.com',
      },
    },
    {
      name: 'by CloudFormation, with the rights of whoever deploys',
      match: false,
      event: {
        actionName: 'DELETE_COLLECTOR',
        actionResult: 'SUCCEEDED',
        actor: { id: 'r', type: 'USER', attributes: { invokedBy: 'cloudformation.amazonaws.com' } },
      },
    },
    {
      name: 'by a session that calls itself CloudFormation',
      match: true,
      title: 'AWSCloudFormation changed the collector of Keepwatch',
      severity: 'HIGH',
      event: {
        actionName: 'UPDATE_COLLECTOR',
        actionResult: 'SUCCEEDED',
        actor: {
          id: 'AROAEXAMPLE:AWSCloudFormation',
          name: 'AWSCloudFormation',
          type: 'TOKEN',
          attributes: { session: 'AWSCloudFormation' },
        },
        sourceIP: '198.51.100.4',
      },
    },
    {
      name: 'a function whose name was cut short',
      match: true,
      title: 'eve changed the settings of the function Keepwatch-AtlassianMainOrganizationColl-1 of Keepwatch',
      event: {
        actionName: 'UPDATE_FUNCTION_CONFIGURATION',
        actionParams: { dynamic: {}, static: { name: 'Keepwatch-AtlassianMainOrganizationColl-1' } },
        actionResult: 'SUCCEEDED',
        actor: { id: 'AIDAEXAMPLE', name: 'eve', type: 'USER' },
      },
    },
    { name: 'its code', match: true, event: { actionName: 'UPDATE_FUNCTION', actionResult: 'SUCCEEDED' } },
    { name: 'it is limited', match: true, event: { actionName: 'LIMIT_FUNCTION', actionResult: 'SUCCEEDED' } },
    { name: 'it is deleted', match: true, event: { actionName: 'DELETE_FUNCTION', actionResult: 'SUCCEEDED' } },
    {
      name: 'the settings of the trail',
      match: true,
      title: 'an unknown actor changed the settings of the deployment trail of Keepwatch',
      event: { actionName: 'UPDATE_TRAIL_CONFIGURATION', actionResult: 'SUCCEEDED' },
    },
    {
      name: 'the trail is limited',
      match: true,
      title: 'an unknown actor limited the deployment trail of Keepwatch',
      event: { actionName: 'LIMIT_TRAIL', actionResult: 'SUCCEEDED' },
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
