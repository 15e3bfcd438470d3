import { Duration, Stack } from 'aws-cdk-lib';
import { MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { KeepwatchAlarm } from './keepwatch-alarm';

/** What is watched, and who is told. */
export interface ProcessorAlarmsProps {
  readonly processor: IFunction;
  readonly deadLetters: IQueue;
  readonly topic: ITopic;
}

/** Tells when captures are not processed. It stays in ALARM until no capture waits in the dead-letter queue. */
export class ProcessorAlarms extends Construct {
  constructor(scope: Construct, id: string, props: ProcessorAlarmsProps) {
    super(scope, id);
    const period = Duration.minutes(5);
    new KeepwatchAlarm(this, 'Failing', {
      alarmName: `${Stack.of(this).stackName}-Processor-Failing`,
      whatHappened:
        'The processor failed, or a capture waits in its dead-letter queue. The archive has it: nothing is lost.',
      whatToDo: "Read the error in the processor's log, then process the waiting captures again.",
      runbookSection: 'processor-failing',
      metric: new MathExpression({
        expression: 'FILL(errors, 0) + FILL(waiting, 0)',
        label: 'Errors and waiting captures',
        usingMetrics: {
          errors: props.processor.metricErrors({ period, statistic: 'Sum' }),
          waiting: props.deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
        },
        period,
      }),
      firesWhen: { atLeast: 1 },
      // One of three: the two retries after an error, and the dead letter at their end, are one alarm and not three.
      periods: { wrong: 1, outOf: 3 },
      treatMissingData: TreatMissingData.NOT_BREACHING,
      // Before the first capture there is nothing to fail.
      warmUp: 'none',
      topic: props.topic,
    });
  }
}
