import { Duration, Stack } from 'aws-cdk-lib';
import { type IAlarm, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { FailingAlarm } from './event-driven-function';
import { KeepwatchAlarm } from './keepwatch-alarm';

/** How long SQS waits before a retry: six times the function's timeout, as Lambda recommends. */
export const RETRY_INTERVAL = Duration.minutes(30);

/** `Trail-Failing`: the deployment trail failed, or events are not archived. */
export const TRAIL_FAILING: FailingAlarm = {
  alarmLabel: 'Trail',
  eventNoun: 'events',
  alarmWindow: RETRY_INTERVAL.plus(Duration.minutes(10)),
  problem: 'The deployment trail failed, or CloudTrail events wait in its dead-letter queue.',
  nextStep: "Fix the cause that the trail's log names, then redrive the dead-letter queue to the trail's queue.",
  runbookSection: 'trail-failing',
};

/** `Trail-Waiting`: the function does not consume its queue. Nothing fails then, so `Trail-Failing` stays quiet. */
export function trailWaiting(scope: Construct, queue: IQueue, topic: ITopic): IAlarm {
  return new KeepwatchAlarm(scope, 'Waiting', {
    alarmName: `${Stack.of(scope).stackName}-Trail-Waiting`,
    problem: 'A CloudTrail event has waited for an hour in the queue of the deployment trail.',
    nextStep: "Check that the trigger of the trail's function is enabled.",
    runbookSection: 'trail-failing',
    metric: queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5), statistic: 'Maximum' }),
    firesWhen: { atLeast: Duration.hours(1).toSeconds() },
    periods: { breaching: 1, outOf: 1 },
    treatMissingData: TreatMissingData.NOT_BREACHING,
    warmUp: 'none',
    topic,
  }).alarm;
}
