import { Duration, Stack } from 'aws-cdk-lib';
import { type IAlarm, type IMetric, MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EXPIRING_DAYS, METRIC_DIMENSION, METRICS, type MetricName } from '../lambda/names';
import { KeepwatchAlarm, operatorCommand } from './keepwatch-alarm';
import { DAYS, type SourceConfiguration } from './source-config';

/** A new deployment has this long until somebody enters the credential. */
const CALM_MINUTES = 24 * 60;

/** The longest warm-up that CloudWatch allows. */
const LONGEST_WARM_UP_MINUTES = 2880;

/** What is watched, and who is told. */
export interface SourceAlarmsProps {
  readonly source: SourceConfiguration;
  readonly collector: IFunction;
  readonly deadLetters: IQueue;
  readonly topic: ITopic;
}

/** Every way in which one source can go quiet has an alarm with a name of its own. */
export class SourceAlarms extends Construct {
  readonly alarms: readonly IAlarm[];
  private readonly source: SourceConfiguration;
  private readonly topic: ITopic;
  private readonly interval: Duration;

  constructor(scope: Construct, id: string, props: SourceAlarmsProps) {
    super(scope, id);
    this.source = props.source;
    this.topic = props.topic;
    this.interval = Duration.minutes(props.source.intervalMinutes);
    const { silenceMinutes } = props.source;
    this.alarms = [
      ...(silenceMinutes === false ? [] : [this.silence(silenceMinutes)]),
      this.notRunning(),
      this.failing(props.collector, props.deadLetters),
      this.credentialRejected(),
      this.credentialExpiring(),
      this.rejected(),
      this.lag(),
    ];
  }

  private silence(limitMinutes: number): IAlarm {
    // One long period would fire days late: CloudWatch passes over missing data as long as older data is in sight.
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
    const periodMinutes = limitMinutes < 60 ? 5 : 60;
    const periods = limitMinutes / periodMinutes;
    return new KeepwatchAlarm(this, 'Silence', {
      alarmName: this.alarmName('Silence'),
      whatHappened: `No event of source ${this.source.name} was processed for ${durationText(limitMinutes)}${this.butQuietDays()}.`,
      whatToDo: `Whether that is a fault says ${this.command('doctor')}.`,
      runbookSection: 'silence',
      metric: this.eventsOrQuiet(Duration.minutes(periodMinutes)),
      firesWhen: { below: 1 },
      periods: { wrong: periods, outOf: periods },
      treatMissingData: TreatMissingData.BREACHING,
      warmUp: { minutes: Math.min(LONGEST_WARM_UP_MINUTES, limitMinutes + 60), endsWithEnoughData: true },
      topic: this.topic,
    }).alarm;
  }

  private notRunning(): IAlarm {
    return new KeepwatchAlarm(this, 'NotRunning', {
      alarmName: this.alarmName('NotRunning'),
      whatHappened: `No run of the collector of source ${this.source.name} succeeded for ${durationText(3 * this.source.intervalMinutes)}.`,
      whatToDo: `Why says ${this.command('doctor')}.`,
      runbookSection: 'notrunning',
      metric: this.metric(METRICS.runsSucceeded, 'Sum', this.interval),
      firesWhen: { below: 1 },
      periods: { wrong: 3, outOf: 3 },
      treatMissingData: TreatMissingData.BREACHING,
      // Ends with three periods of success, that is, soon after the credential works.
      warmUp: { minutes: CALM_MINUTES, endsWithEnoughData: true },
      topic: this.topic,
    }).alarm;
  }

  private failing(collector: IFunction, deadLetters: IQueue): IAlarm {
    return new KeepwatchAlarm(this, 'Failing', {
      alarmName: this.alarmName('Failing'),
      whatHappened: `Runs of the collector of source ${this.source.name} fail, or cannot be started.`,
      whatToDo: `Why says ${this.command('doctor')}.`,
      runbookSection: 'failing',
      metric: new MathExpression({
        // A failed run counts in both, a tick that could not be delivered only as a dead letter, and a run that
        // failed while the queue was out of reach only as an error: either makes this more than 0.
        expression: 'FILL(errors, 0) + FILL(deadLetters, 0)',
        label: 'Failed runs',
        usingMetrics: {
          errors: collector.metricErrors({ period: this.interval, statistic: 'Sum' }),
          deadLetters: deadLetters.metricNumberOfMessagesSent({ period: this.interval, statistic: 'Sum' }),
        },
        period: this.interval,
      }),
      firesWhen: { atLeast: 1 },
      // One failure that the next run repairs pages nobody; runs that fail now and then for hours page once, not again and again.
      periods: { wrong: 3, outOf: 12 },
      treatMissingData: TreatMissingData.NOT_BREACHING,
      // Without a credential every run fails, so there is enough data at once: only the clock ends this calm.
      // NotRunning watches meanwhile, from the first success on.
      warmUp: { minutes: CALM_MINUTES, endsWithEnoughData: false },
      topic: this.topic,
    }).alarm;
  }

  private credentialRejected(): IAlarm {
    return new KeepwatchAlarm(this, 'CredentialRejected', {
      alarmName: this.alarmName('CredentialRejected'),
      whatHappened: `The API refused the credential of source ${this.source.name}.`,
      whatToDo: `Create a new API key and enter it: ${this.command(`connect ${this.source.name}`)}.`,
      runbookSection: 'credentialrejected',
      metric: this.metric(METRICS.credentialRejected, 'Maximum', this.interval),
      firesWhen: { atLeast: 1 },
      periods: { wrong: 1, outOf: 1 },
      // While no run reports, nothing is known of the credential: neither refused nor accepted. The state stays.
      treatMissingData: TreatMissingData.IGNORE,
      // The metric begins with the first real credential; the placeholder is never sent.
      warmUp: 'none',
      topic: this.topic,
    }).alarm;
  }

  private credentialExpiring(): IAlarm {
    return new KeepwatchAlarm(this, 'CredentialExpiring', {
      alarmName: this.alarmName('CredentialExpiring'),
      whatHappened: `The credential of source ${this.source.name} expires within ${EXPIRING_DAYS} days.`,
      whatToDo: `Create a new API key and enter it: ${this.command(`connect ${this.source.name}`)}.`,
      runbookSection: 'credentialexpiring',
      metric: this.metric(METRICS.credentialDaysLeft, 'Minimum', Duration.hours(1)),
      firesWhen: { below: EXPIRING_DAYS },
      periods: { wrong: 1, outOf: 1 },
      // Without an expiresAt in the secret there is no such metric.
      treatMissingData: TreatMissingData.IGNORE,
      warmUp: 'none',
      topic: this.topic,
    }).alarm;
  }

  private rejected(): IAlarm {
    return new KeepwatchAlarm(this, 'Rejected', {
      alarmName: this.alarmName('Rejected'),
      whatHappened: `Records of source ${this.source.name} do not fit their schema. They are kept, in classification_failures.`,
      whatToDo: `Look there what they lack. When the schema takes them, and is deployed: ${this.command('replay --failures')}.`,
      runbookSection: 'rejected',
      metric: this.metric(METRICS.eventsRejected, 'Sum', Duration.hours(1)),
      firesWhen: { atLeast: 1 },
      periods: { wrong: 1, outOf: 1 },
      treatMissingData: TreatMissingData.NOT_BREACHING,
      warmUp: 'none',
      topic: this.topic,
    }).alarm;
  }

  private lag(): IAlarm {
    return new KeepwatchAlarm(this, 'Lag', {
      alarmName: this.alarmName('Lag'),
      whatHappened: `The collector of source ${this.source.name} has been an hour or more behind for three hours, while the API has more.`,
      whatToDo: `How far it has come says ${this.command('status')}.`,
      runbookSection: 'lag',
      // The least of an hour: a run that catches up ends it.
      metric: this.metric(METRICS.lagSeconds, 'Minimum', Duration.hours(1)),
      firesWhen: { atLeast: Duration.hours(1).toSeconds() },
      periods: { wrong: 3, outOf: 3 },
      // Without a run there is none, and NotRunning tells.
      treatMissingData: TreatMissingData.IGNORE,
      // The first sync is half a year behind, and takes a large organization hours.
      warmUp: { minutes: LONGEST_WARM_UP_MINUTES, endsWithEnoughData: false },
      topic: this.topic,
    }).alarm;
  }

  private command(command: string): string {
    return operatorCommand(this, command);
  }

  private butQuietDays(): string {
    const { quietDays } = this.source;
    return quietDays.length === 0 ? '' : ` (in UTC, without ${quietDays.join(', ')})`;
  }

  /** Events in each period; on a quiet day as if there were one. Days are those of UTC. */
  private eventsOrQuiet(period: Duration): IMetric {
    const events = this.metric(METRICS.eventsProcessed, 'Sum', period);
    if (this.source.quietDays.length === 0) return events;
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
    const isQuiet = this.source.quietDays.map((day) => `DAY(events) == ${DAYS.indexOf(day) + 1}`).join(' OR ');
    const expression = `IF(${isQuiet}, 1, FILL(events, 0))`;
    return new MathExpression({ expression, label: 'Events, or a quiet day', usingMetrics: { events }, period });
  }

  /** Begins with the stack's name, so that two stacks can live in one account. */
  private alarmName(alarm: string): string {
    return `${Stack.of(this).stackName}-${this.source.name}-${alarm}`;
  }

  private metric(metricName: MetricName, statistic: 'Sum' | 'Maximum' | 'Minimum', period: Duration): Metric {
    const dimensionsMap = { [METRIC_DIMENSION]: this.source.name };
    const namespace = Stack.of(this).stackName;
    return new Metric({ namespace, metricName, dimensionsMap, statistic, period });
  }
}

function durationText(minutes: number): string {
  if (minutes % 60 !== 0) return `${minutes} minutes`;
  return minutes === 60 ? '1 hour' : `${minutes / 60} hours`;
}
