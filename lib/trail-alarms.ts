import { Duration, Stack } from 'aws-cdk-lib';
import { MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { KeepwatchAlarm } from './keepwatch-alarm';

/** What is watched, and who is told. */
export interface TrailAlarmsProps {
  readonly trail: IFunction;
  readonly deadLetters: IQueue;
  readonly topic: ITopic;
}

/** Tells when what was done to Keepwatch is not kept. It stays in ALARM until nothing waits in the dead-letter queue. */
export class TrailAlarms extends Construct {
  constructor(scope: Construct, id: string, props: TrailAlarmsProps) {
    super(scope, id);
    const period = Duration.minutes(5);
    new KeepwatchAlarm(this, 'Failing', {
      alarmName: `${Stack.of(this).stackName}-Trail-Failing`,
      whatHappened: 'The deployment trail failed, or an event of CloudTrail waits in its dead-letter queue.',
      whatToDo: "Read the error in the trail's log, then give it the waiting events again.",
      runbookSection: 'trail-failing',
      metric: new MathExpression({
        expression: 'FILL(errors, 0) + FILL(waiting, 0)',
        label: 'Errors and waiting events',
        usingMetrics: {
          errors: props.trail.metricErrors({ period, statistic: 'Sum' }),
          waiting: props.deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
        },
        period,
      }),
      firesWhen: { atLeast: 1 },
      // One of three: an error, its retries and the dead letter at their end are one alarm.
      periods: { wrong: 1, outOf: 3 },
      treatMissingData: TreatMissingData.NOT_BREACHING,
      // Before the first event there is nothing to fail.
      warmUp: 'none',
      topic: props.topic,
    });
  }
}
