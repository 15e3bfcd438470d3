import { deepText } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';
import { dedupByCaller, isByCloudFormation } from '../../lambda/rules/deployment-trail';
import type { EventOf } from '../../lambda/rules/event';
import { actionParam } from '../../lambda/rules/panther-params';
import { actionOf, actorName } from '../../lambda/rules/who';

const SILENCED: Readonly<Record<string, { readonly verb: string; readonly what: string }>> = {
  DISABLE_ALARM: { verb: 'disabled', what: 'alarm' },
  DELETE_ALARM: { verb: 'deleted', what: 'alarm' },
  MUTE_ALARM: { verb: 'created or changed', what: 'mute rule' },
  OVERRIDE_ALARM_STATE: { verb: 'set the state of', what: 'alarm' },
  REMOVE_ALERT_SUBSCRIPTION: { verb: 'removed', what: 'alert subscription' },
  UPDATE_ALERT_SUBSCRIPTION: { verb: 'changed', what: 'alert subscription' },
  DELETE_ALERT_TOPIC: { verb: 'deleted', what: 'alert topic' },
  UPDATE_ALERT_TOPIC: { verb: 'changed', what: 'alert topic' },
};

function titleOf(event: EventOf<'Panther.Audit'>): string {
  const { verb, what } = SILENCED[actionOf(event).toUpperCase()] ?? { verb: 'silenced', what: 'alarm' };
  const name = deepText(actionParam(event, 'name'));
  const one = what.startsWith('a') ? `an ${what}` : `a ${what}`;
  return `${actorName(event)} ${verb} ${name === undefined ? one : `the ${what} ${name}`} of Keepwatch`;
}

export default defineDetection({
  id: 'Keepwatch.Alarm.Silenced',
  name: 'Keepwatch alarm silenced',
  logTypes: ['Panther.Audit'],
  severity: 'CRITICAL',
  description:
    'Somebody disabled, muted or deleted an alarm of Keepwatch or set its state, removed or changed an alert subscription, or deleted or changed the alert topic. From now on a source can stop or an alert can be raised, and nobody is notified. MEDIUM if CloudFormation did it. Seen in the deployment trail of Keepwatch.',
  falsePositives:
    'A deployment that renames alarms, removes a source or changes the alert address: look for a DEPLOY_STACK event at the same time. An alarm that somebody triggered as a test, or muted for planned work.',
  runbook:
    'Contact the actor by a channel that does not depend on these alarms. If it was not planned: run npx cdk deploy --revert-drift (a plain cdk deploy does not see changes made by hand) to restore the alarms, confirm the subscription, and read the logs and alerts of the time in between.',
  reference: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DisableAlarmActions.html',
  tags: ['ATT&CK:T1685'],
  actions: Object.keys(SILENCED),
  // An action that failed in part has silenced something.
  rule: (event) => event.actionResult !== 'FAILED',
  title: titleOf,
  dedup: (event) => dedupByCaller(event, titleOf(event)),
  severityOf: (event) => (isByCloudFormation(event) ? 'MEDIUM' : 'DEFAULT'),
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
      name: 'alarms are deleted, in part; a role without attributes and address',
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
      name: 'a subscription is removed; flat parameters, no actor',
      match: true,
      title: 'an unknown actor removed the alert subscription soc@example.com of Keepwatch',
      event: {
        actionName: 'REMOVE_ALERT_SUBSCRIPTION',
        actionParams: { name: 'soc@example.com' },
        actionResult: 'SUCCEEDED',
      },
    },
    {
      name: 'alarms are muted by a rule without a name',
      match: true,
      title: 'eve created or changed a mute rule of Keepwatch',
      severity: 'CRITICAL',
      event: {
        actionName: 'MUTE_ALARM',
        actionParams: {},
        actionResult: 'SUCCEEDED',
        actor: { id: 'AIDAEXAMPLE', name: 'eve', type: 'USER' },
      },
    },
    {
      name: 'alarms are muted at night',
      match: true,
      title: 'eve created or changed the mute rule nights of Keepwatch',
      event: {
        actionName: 'MUTE_ALARM',
        actionParams: {
          dynamic: { name: 'nights', muteTargets: { alarmNames: ['Keepwatch-MainSilence'] } },
          static: { name: 'nights', eventSource: 'monitoring.amazonaws.com', eventName: 'PutAlarmMuteRule' },
        },
        actionResult: 'SUCCEEDED',
        actor: { id: 'AIDAEXAMPLE', name: 'eve', type: 'USER' },
      },
    },
    {
      name: 'the state of an alarm is set by hand',
      match: true,
      title: 'eve set the state of the alarm Keepwatch-MainSilence of Keepwatch',
      event: {
        actionName: 'OVERRIDE_ALARM_STATE',
        actionParams: { dynamic: { alarmName: 'Keepwatch-MainSilence' }, static: { name: 'Keepwatch-MainSilence' } },
        actionResult: 'SUCCEEDED',
        actor: { id: 'AIDAEXAMPLE', name: 'eve', type: 'USER' },
      },
    },
    {
      name: 'a subscription is changed',
      match: true,
      title: 'an unknown actor changed an alert subscription of Keepwatch',
      event: { actionName: 'UPDATE_ALERT_SUBSCRIPTION', actionResult: 'SUCCEEDED' },
    },
    {
      name: 'the topic is deleted',
      match: true,
      title: 'an unknown actor deleted an alert topic of Keepwatch',
      event: { actionName: 'DELETE_ALERT_TOPIC', actionResult: 'SUCCEEDED' },
    },
    {
      name: 'the topic is changed',
      match: true,
      title: 'an unknown actor changed an alert topic of Keepwatch',
      severity: 'CRITICAL',
      event: { actionName: 'UPDATE_ALERT_TOPIC', actionResult: 'SUCCEEDED' },
    },
    {
      name: 'by CloudFormation, in a deployment',
      match: true,
      title: 'AWSCloudFormation deleted the alarm Keepwatch-OldSilence of Keepwatch',
      severity: 'MEDIUM',
      event: {
        actionName: 'DELETE_ALARM',
        actionParams: { dynamic: { alarmNames: ['Keepwatch-OldSilence'] }, static: { name: 'Keepwatch-OldSilence' } },
        actionResult: 'SUCCEEDED',
        actor: { id: 'AROAEXAMPLE:AWSCloudFormation', name: 'AWSCloudFormation', type: 'TOKEN' },
        sourceIP: 'cloudformation.amazonaws.com',
      },
    },
    {
      name: 'by a session with the name of CloudFormation',
      match: true,
      severity: 'CRITICAL',
      event: {
        actionName: 'DELETE_ALARM',
        actionParams: {},
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
      name: 'refused',
      match: false,
      event: { actionName: 'DELETE_ALARM', actionResult: 'FAILED', errors: [{ message: 'access denied' }] },
    },
    { name: 'a deployment', match: false, event: { actionName: 'DEPLOY_STACK', actionResult: 'SUCCEEDED' } },
  ],
});
