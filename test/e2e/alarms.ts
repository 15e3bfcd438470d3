import assert from 'node:assert/strict';
import { DescribeAlarmsCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { ListSubscriptionsByTopicCommand } from '@aws-sdk/client-sns';
import * as z from 'zod/mini';
import { type Deployment, SOURCES, STACK } from './deployment';
import { eventually } from './eventually';
import { subscribeQueue, takeMessage } from './queues';

const SECONDS_TO_TELL = 30;
const OF_A_SOURCE = ['CredentialExpiring', 'CredentialRejected', 'Failing', 'Lag', 'NotRunning', 'Rejected', 'Silence'];
const ALARMS = [
  `${STACK}-Processor-Failing`,
  `${STACK}-Trail-Failing`,
  `${STACK}-Trail-Waiting`,
  ...Object.values(SOURCES).flatMap((source) => OF_A_SOURCE.map((alarm) => `${STACK}-${source}-${alarm}`)),
];
const envelope = z.object({ Message: z.string() });
const notification = z.object({ AlarmName: z.string(), NewStateValue: z.string(), AlarmDescription: z.string() });

/** The configured address is subscribed to the topic. */
export async function topicKnowsAddress({ aws, topicArn }: Deployment, address: string): Promise<void> {
  const { Subscriptions = [] } = await aws.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));

  assert.deepEqual(
    Subscriptions.filter(({ Protocol }) => Protocol !== 'sqs').map(({ Protocol, Endpoint }) => [Protocol, Endpoint]),
    [['email', address]],
  );
}

/** Subscribers of the topic receive what each alarm found, where to read more, and later that the alarm ended. */
export async function alarmsTellSubscribers({ aws, topicArn }: Deployment): Promise<void> {
  const queue = await subscribeQueue(aws, topicArn, 'subscriber');
  const { MetricAlarms = [] } = await aws.cloudWatch.send(new DescribeAlarmsCommand({}));
  assert.deepEqual(MetricAlarms.map(({ AlarmName }) => AlarmName).sort(), ALARMS);

  for (const AlarmName of ALARMS) {
    const StateReason = `The test makes ${AlarmName} fire.`;
    const body = await eventually(`${AlarmName} tells`, SECONDS_TO_TELL, async () => {
      // Only a change of state tells anybody; and runs go on, which may change it in between.
      await aws.cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'OK', StateReason: 'calm' }));
      await aws.cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason }));
      return takeMessage(aws, queue, StateReason);
    });
    const told = notification.parse(JSON.parse(envelope.parse(JSON.parse(body)).Message));
    assert.deepEqual([told.AlarmName, told.NewStateValue], [AlarmName, 'ALARM']);
    assert.match(told.AlarmDescription, /Runbook: docs\/runbook\.md#[a-z-]+$/);

    const ended = await eventually(`${AlarmName} tells that it is over`, SECONDS_TO_TELL, async () => {
      await aws.cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'again' }));
      await aws.cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'OK', StateReason: 'calm' }));
      return takeMessage(aws, queue, `OK: the alarm ${AlarmName} ended at 20`);
    });
    assert.match(envelope.parse(JSON.parse(ended)).Message, /^"OK: [^"]*\. You need to do nothing\."$/);
  }
}
