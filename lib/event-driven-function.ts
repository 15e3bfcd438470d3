import { Duration, Stack } from 'aws-cdk-lib';
import { type IAlarm, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue';
import { KeepwatchAlarm, type KeepwatchAlarmProps } from './keepwatch-alarm';
import { KeepwatchFunction, type KeepwatchFunctionProps } from './keepwatch-function';

/** As long as Lambda keeps an event at most; a rule waits as long for Lambda. */
const LONGEST_WAIT = Duration.hours(6);

/** What differs between functions that events start; none of it has a default. */
export interface EventDrivenFunctionProps
  extends Omit<KeepwatchFunctionProps, 'retryAttempts' | 'maxEventAge' | 'deadLetterQueue'>,
    Pick<KeepwatchAlarmProps, 'whatHappened' | 'whatToDo' | 'runbookSection'> {
  /** What it is called in the name of its alarm. */
  readonly alarmedAs: string;
  /** What its events are called, such as `captures`. */
  readonly events: string;
  /** How long its alarm stays after an error: longer than the time between two tries, or each of them would tell anew. */
  readonly alarmHolds: Duration;
  /** Is told by its alarm. */
  readonly topic: ITopic;
}

/**
 * A function that events start, by a rule or from a queue, each of them sent by nobody else: it is tried for hours, then waits in a
 * dead-letter queue, and an alarm stays until none waits there.
 */
export abstract class EventDrivenFunction extends Construct {
  /** Name of the role with which it runs. */
  readonly roleName: string;
  readonly function: IFunction;
  readonly deadLetters: IQueue;
  readonly alarms: readonly IAlarm[];

  protected constructor(scope: Construct, id: string, props: EventDrivenFunctionProps) {
    super(scope, id);
    const deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      // Each message is an event that waits for a repair: as long as SQS can keep it.
      retentionPeriod: Duration.days(14),
    });
    const { function: started, roleName } = new KeepwatchFunction(this, 'Function', {
      ...props,
      retryAttempts: 2,
      maxEventAge: LONGEST_WAIT,
      deadLetterQueue: deadLetters.queue,
    });
    this.roleName = roleName;
    this.function = started;
    this.deadLetters = deadLetters.queue;
    const period = Duration.minutes(5);
    const { alarm } = new KeepwatchAlarm(new Construct(this, 'Alarms'), 'Failing', {
      ...props,
      alarmName: `${Stack.of(this).stackName}-${props.alarmedAs}-Failing`,
      metric: new MathExpression({
        expression: 'FILL(errors, 0) + FILL(waiting, 0)',
        label: `Errors and waiting ${props.events}`,
        usingMetrics: {
          errors: started.metricErrors({ period, statistic: 'Sum' }),
          waiting: deadLetters.queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
        },
        period,
      }),
      firesWhen: { atLeast: 1 },
      // One of many: all tries after an error, and the dead letter at their end, are one alarm.
      periods: { wrong: 1, outOf: props.alarmHolds.toMinutes() / period.toMinutes() },
      treatMissingData: TreatMissingData.NOT_BREACHING,
      // Before the first event there is nothing to fail.
      warmUp: 'none',
    });
    this.alarms = [alarm];
  }

  /** For rules that start it directly. */
  protected target(): LambdaFunction {
    return new LambdaFunction(this.function, {
      // Many, since nothing else tells of an event; after them it waits in the queue.
      retryAttempts: 185,
      maxEventAge: LONGEST_WAIT,
      deadLetterQueue: this.deadLetters,
    });
  }
}
