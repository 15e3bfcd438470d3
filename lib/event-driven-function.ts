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

/** The longest that Lambda keeps an event. A rule retries Lambda for as long. */
const MAX_EVENT_AGE = Duration.hours(6);

/** What differs between their Failing alarms: name, window and texts. No field has a default. */
export interface FailingAlarm extends Pick<KeepwatchAlarmProps, 'problem' | 'nextStep' | 'runbookSection'> {
  /** The function's part of the alarm's name. */
  readonly alarmLabel: string;
  /** The plural noun for the function's events, such as `captures`. */
  readonly eventNoun: string;
  /** How long the alarm stays after an error: longer than the time between two retries, or each retry would notify again. */
  readonly alarmWindow: Duration;
}

/** What differs between event-driven functions. No field has a default. */
export interface EventDrivenFunctionProps
  extends Omit<KeepwatchFunctionProps, 'retryAttempts' | 'maxEventAge' | 'deadLetterQueue'>,
    FailingAlarm {
  /** Receives its alarm. */
  readonly topic: ITopic;
}

/**
 * A function that events start, through a rule or a queue. No other sender repeats an event, so AWS retries each for
 * hours and then puts it into the dead-letter queue. The Failing alarm lasts until that queue is empty.
 */
export abstract class EventDrivenFunction extends Construct {
  /** Name of its execution role. */
  readonly roleName: string;
  readonly function: IFunction;
  readonly deadLetters: IQueue;
  private readonly failingAlarm: IAlarm;

  protected constructor(scope: Construct, id: string, props: EventDrivenFunctionProps) {
    super(scope, id);
    const deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      // Each message is unprocessed work: kept for as long as SQS allows.
      retentionPeriod: Duration.days(14),
    });
    const { function: handler, roleName } = new KeepwatchFunction(this, 'Function', {
      ...props,
      retryAttempts: 2,
      maxEventAge: MAX_EVENT_AGE,
      deadLetterQueue: deadLetters.queue,
    });
    this.roleName = roleName;
    this.function = handler;
    this.deadLetters = deadLetters.queue;
    const period = Duration.minutes(5);
    const { alarm } = new KeepwatchAlarm(new Construct(this, 'Alarms'), 'Failing', {
      ...props,
      alarmName: `${Stack.of(this).stackName}-${props.alarmLabel}-Failing`,
      metric: new MathExpression({
        expression: 'FILL(errors, 0) + FILL(waiting, 0)',
        label: `Errors and waiting ${props.eventNoun}`,
        usingMetrics: {
          errors: handler.metricErrors({ period, statistic: 'Sum' }),
          waiting: deadLetters.queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
        },
        period,
      }),
      firesWhen: { atLeast: 1 },
      // One breaching period is enough. The window joins all retries and the dead letter after them into one alarm.
      periods: { breaching: 1, outOf: props.alarmWindow.toMinutes() / period.toMinutes() },
      treatMissingData: TreatMissingData.NOT_BREACHING,
      // Nothing can fail before the first event.
      warmUp: 'none',
    });
    this.failingAlarm = alarm;
  }

  /** All alarms about it. */
  get alarms(): readonly IAlarm[] {
    return [this.failingAlarm];
  }

  /** The target for rules that start it directly. */
  protected target(): LambdaFunction {
    return new LambdaFunction(this.function, {
      // The maximum: nothing else repeats an event. After that it goes to the dead-letter queue.
      retryAttempts: 185,
      maxEventAge: MAX_EVENT_AGE,
      deadLetterQueue: this.deadLetters,
    });
  }
}
