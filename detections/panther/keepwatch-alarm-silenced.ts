import { deepText } from '../../lambda/detection/deep-get';
import { defineDetection } from '../../lambda/detection/detection';
import { actionParam } from '../../lambda/detection/panther-params';
import { actionOf, actorName } from '../../lambda/detection/who';

const SILENCED: Readonly<Record<string, { readonly verb: string; readonly what: string }>> = {
  DISABLE_ALARM: { verb: 'disabled', what: 'alarm' },
  DELETE_ALARM: { verb: 'deleted', what: 'alarm' },
  REMOVE_ALERT_SUBSCRIPTION: { verb: 'removed', what: 'alert subscription' },
};

export default defineDetection({
  id: 'Keepwatch.Alarm.Silenced',
  name: 'Alarm of Keepwatch silenced',
  logTypes: ['Panther.Audit'],
  severity: 'CRITICAL',
  description:
    'Watches the deployment trail of Keepwatch: an alarm was disabled or deleted, or somebody was taken off the list of those who are told. After that a source can go silent, or an alert be raised, and nobody hears of it.',
  falsePositives:
    'A deployment that renames alarms, removes a source or changes the alert address: look for a DEPLOY_STACK of the same time.',
  runbook:
    'Ask the actor by a channel that does not depend on these alarms. Unless it was planned: deploy again, which brings the alarms back, confirm the subscription, and read the logs and alerts of the time in between.',
  reference: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DisableAlarmActions.html',
  tags: ['ATT&CK:T1685'],
  actions: Object.keys(SILENCED),
  // One that failed in part has silenced something.
  rule: (event) => event.actionResult !== 'FAILED',
  title: (event) => {
    const { verb, what } = SILENCED[actionOf(event).toUpperCase()] ?? { verb: 'silenced', what: 'alarm' };
    const name = deepText(actionParam(event, 'name'));
    return `${actorName(event)} ${verb} ${name === undefined ? `an ${what}` : `the ${what} ${name}`} of Keepwatch`;
  },
  tests: [
    {
      name: 'an alarm is disabled',
      match: true,
      title: 'eve@example.com disabled the alarm atlassian-main-silence of Keepwatch',
      severity: 'CRITICAL',
      event: {
        actionName: 'DISABLE_ALARM',
        actionParams: { dynamic: { input: { name: 'atlassian-main-silence' } }, static: {} },
        actionResult: 'SUCCEEDED',
        actor: { id: 'a-9', name: 'Eve', type: 'USER', attributes: { email: 'eve@example.com' } },
        errors: null,
      },
    },
    {
      name: 'alarms are deleted, not all of them; a role without attributes, no address',
      match: true,
      title: 'deployer deleted an alarm of Keepwatch',
      event: {
        actionName: 'delete_alarm',
        actionParams: {},
        actionResult: 'PARTIALLY_FAILED',
        actor: { id: 'deployer', type: 'TOKEN' },
        errors: [{ message: 'not found' }],
        sourceIP: '',
      },
    },
    {
      name: 'a subscription is removed; flat parameters, nobody is named',
      match: true,
      title: 'an unknown actor removed the alert subscription soc@example.com of Keepwatch',
      event: {
        actionName: 'REMOVE_ALERT_SUBSCRIPTION',
        actionParams: { name: 'soc@example.com' },
        actionResult: 'SUCCEEDED',
      },
    },
    {
      name: 'refused',
      match: false,
      event: { actionName: 'DELETE_ALARM', actionResult: 'FAILED', errors: [{ message: 'access denied' }] },
    },
    { name: 'a deployment', match: false, event: { actionName: 'DEPLOY_STACK', actionResult: 'SUCCEEDED' } },
  ],
});
