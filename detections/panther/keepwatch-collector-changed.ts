import { deepText } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';
import { dedupByCaller, isByCloudFormation } from '../../lambda/rules/deployment-trail';
import type { EventOf } from '../../lambda/rules/event';
import { actionParam } from '../../lambda/rules/panther-params';
import { actionOf, actorName } from '../../lambda/rules/who';

const VERBS: Readonly<Record<string, string>> = {
  UPDATE_COLLECTOR: 'changed the collector',
  UPDATE_COLLECTOR_CONFIGURATION: 'changed the settings of the collector',
  LIMIT_COLLECTOR: 'limited the concurrency of the collector',
  DELETE_COLLECTOR: 'deleted the collector',
  UPDATE_PROCESSOR: 'changed the processor',
  UPDATE_PROCESSOR_CONFIGURATION: 'changed the settings of the processor',
  LIMIT_PROCESSOR: 'limited the concurrency of the processor',
  DELETE_PROCESSOR: 'deleted the processor',
  UPDATE_TRAIL: 'changed the deployment trail',
  UPDATE_TRAIL_CONFIGURATION: 'changed the settings of the deployment trail',
  LIMIT_TRAIL: 'limited the concurrency of the deployment trail',
  // For functions whose name CloudFormation shortened.
  UPDATE_FUNCTION: 'changed the function',
  UPDATE_FUNCTION_CONFIGURATION: 'changed the settings of the function',
  LIMIT_FUNCTION: 'limited the concurrency of the function',
  DELETE_FUNCTION: 'deleted the function',
  DISABLE_SCHEDULE: 'switched off the schedule',
  DELETE_SCHEDULE: 'deleted the schedule',
};

function titleOf(event: EventOf<'Panther.Audit'>): string {
  const verb = VERBS[actionOf(event).toUpperCase()] ?? 'changed the collector';
  const name = deepText(actionParam(event, 'name'));
  return `${actorName(event)} ${verb}${name === undefined ? '' : ` ${name}`} of Keepwatch`;
}

export default defineDetection({
  id: 'Keepwatch.Collector.Changed',
  name: 'Collector or its schedule changed',
  logTypes: ['Panther.Audit'],
  severity: 'HIGH',
  description:
    'Somebody changed the code or the settings of a function, or switched off or deleted the schedule of a collector, without a deployment. A changed collector can omit records and has the credential of its source. Without a schedule nothing is collected. Seen in the deployment trail of Keepwatch.',
  falsePositives: 'A deployment without CloudFormation: find the person who announced it.',
  runbook:
    'Check that a deployment was planned for this time and came from your usual place. If not: deploy the version that you know, renew the credential of the source, and compare the records collected since with the log of the source.',
  reference: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-delete.html',
  tags: ['ATT&CK:T1685.002'],
  actions: Object.keys(VERBS),
  rule: (event) => event.actionResult !== 'FAILED' && !isByCloudFormation(event),
  title: titleOf,
  dedup: (event) => dedupByCaller(event, titleOf(event)),
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
      name: 'the schedule is deleted; a role without attributes, parameters and address',
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
      name: 'by CloudFormation, in a deployment',
      match: false,
      event: {
        actionName: 'UPDATE_COLLECTOR',
        actionResult: 'SUCCEEDED',
        actor: { id: 'r', type: 'TOKEN', attributes: { session: 'AWSCloudFormation' } },
        sourceIP: 'cloudformation.amazonaws.com',
      },
    },
    {
      name: 'by CloudFormation, with the rights of the deploying person',
      match: false,
      event: {
        actionName: 'DELETE_COLLECTOR',
        actionResult: 'SUCCEEDED',
        actor: { id: 'r', type: 'USER', attributes: { invokedBy: 'cloudformation.amazonaws.com' } },
      },
    },
    {
      name: 'by a session with the name of CloudFormation',
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
      name: 'a function with a shortened name',
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
    {
      name: 'its concurrency is limited',
      match: true,
      event: { actionName: 'LIMIT_FUNCTION', actionResult: 'SUCCEEDED' },
    },
    { name: 'it is deleted', match: true, event: { actionName: 'DELETE_FUNCTION', actionResult: 'SUCCEEDED' } },
    {
      name: 'the settings of the trail',
      match: true,
      title: 'an unknown actor changed the settings of the deployment trail of Keepwatch',
      event: { actionName: 'UPDATE_TRAIL_CONFIGURATION', actionResult: 'SUCCEEDED' },
    },
    {
      name: 'the concurrency of the trail is limited',
      match: true,
      title: 'an unknown actor limited the concurrency of the deployment trail of Keepwatch',
      event: { actionName: 'LIMIT_TRAIL', actionResult: 'SUCCEEDED' },
    },
    {
      name: 'the event names nobody',
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
