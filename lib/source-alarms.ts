import { Duration, Stack } from 'aws-cdk-lib';
import { type IAlarm, type IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EXPIRING_DAYS, METRICS, type MetricName, MOST_MISSED_RUNS } from '../lambda/names';
import { KeepwatchAlarm, operatorCommand } from './keepwatch-alarm';
import { DAYS, type SourceConfiguration } from './source-config';
import { type SourceMetricProps, sourceMetric } from './source-metric';

/** How long the alarms of a new deployment wait for the operator to enter the credential. */
const SETUP_MINUTES = 24 * 60;

/** Failing fires for occasional failures over hours, once. The next run repairs a single failure, which is worth no page. */
const FAILED_INTERVALS = { breaching: 3, outOf: 12 };

/** The longest warm-up that CloudWatch allows. */
const MAX_WARM_UP_MINUTES = 2880;

/** The source, what its alarms measure, and where they report. */
export interface SourceAlarmsProps {
  readonly source: SourceConfiguration;
  readonly collector: IFunction;
  readonly deadLetters: IQueue;
  readonly topic: ITopic;
}

/** The alarms of one source. Each way in which a source can fail has its own alarm. */
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
    // Many short periods: with one long period the alarm fires days late, because CloudWatch skips missing data as long
    // as older data is in range.
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
    const periodMinutes = limitMinutes < 60 ? 5 : 60;
    const periods = limitMinutes / periodMinutes;
    return new KeepwatchAlarm(this, 'Silence', {
      alarmName: this.alarmName('Silence'),
      problem: `No event of source ${this.source.name} was processed for ${durationText(limitMinutes)}${this.exceptQuietDays()}.`,
      nextStep: `To see why, run ${this.command('doctor')}.`,
      runbookSection: 'silence',
      metric: this.eventsOrQuiet(Duration.minutes(periodMinutes)),
      firesWhen: { below: 1 },
      periods: { breaching: periods, outOf: periods },
      treatMissingData: TreatMissingData.BREACHING,
      warmUp: { minutes: Math.min(MAX_WARM_UP_MINUTES, limitMinutes + 60), endsWithEnoughData: true },
      topic: this.topic,
    }).alarm;
  }

  private notRunning(): IAlarm {
    return new KeepwatchAlarm(this, 'NotRunning', {
      alarmName: this.alarmName('NotRunning'),
      problem: `No collector run of source ${this.source.name} succeeded for ${durationText(MOST_MISSED_RUNS * this.source.intervalMinutes)}.`,
      nextStep: `To see why, run ${this.command('doctor')}.`,
      runbookSection: 'notrunning',
      metric: this.metric(METRICS.runsSucceeded, 'Sum', this.interval),
      firesWhen: { below: 1 },
      periods: { breaching: MOST_MISSED_RUNS, outOf: MOST_MISSED_RUNS },
      treatMissingData: TreatMissingData.BREACHING,
      // Ends after three successful periods, soon after the credential works.
      warmUp: { minutes: SETUP_MINUTES, endsWithEnoughData: true },
      topic: this.topic,
    }).alarm;
  }

  private failing(collector: IFunction, deadLetters: IQueue): IAlarm {
    return new KeepwatchAlarm(this, 'Failing', {
      alarmName: this.alarmName('Failing'),
      problem: `In at least ${FAILED_INTERVALS.breaching} of the last ${FAILED_INTERVALS.outOf} polling intervals, the collector of source ${this.source.name} failed or could not start.`,
      nextStep: `To see why, run ${this.command('doctor')}.`,
      runbookSection: 'failing',
      metric: new MathExpression({
        // A failed run counts in both. An undelivered tick is only a dead letter; a failure that could not be sent to
        // the queue is only an error.
        expression: 'FILL(errors, 0) + FILL(deadLetters, 0)',
        label: 'Failed runs',
        usingMetrics: {
          errors: collector.metricErrors({ period: this.interval, statistic: 'Sum' }),
          deadLetters: deadLetters.metricNumberOfMessagesSent({ period: this.interval, statistic: 'Sum' }),
        },
        period: this.interval,
      }),
      firesWhen: { atLeast: 1 },
      periods: FAILED_INTERVALS,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      // Without a credential every run fails and gives enough data at once, so only time ends this warm-up.
      // NotRunning covers it from the first success on.
      warmUp: { minutes: SETUP_MINUTES, endsWithEnoughData: false },
      topic: this.topic,
    }).alarm;
  }

  private credentialRejected(): IAlarm {
    return new KeepwatchAlarm(this, 'CredentialRejected', {
      alarmName: this.alarmName('CredentialRejected'),
      problem: `The API rejected the credential of source ${this.source.name}.`,
      nextStep: `Create a new API key, then run ${this.command(`connect ${this.source.name}`)}.`,
      runbookSection: 'credentialrejected',
      metric: this.metric(METRICS.credentialRejected, 'Maximum', this.interval),
      firesWhen: { atLeast: 1 },
      periods: { breaching: 1, outOf: 1 },
      // Without a run nothing is known about the credential, so the alarm keeps its state.
      treatMissingData: TreatMissingData.IGNORE,
      // The collector never sends the placeholder, so the metric starts with the first real credential.
      warmUp: 'none',
      topic: this.topic,
    }).alarm;
  }

  private credentialExpiring(): IAlarm {
    return new KeepwatchAlarm(this, 'CredentialExpiring', {
      alarmName: this.alarmName('CredentialExpiring'),
      problem: `The credential of source ${this.source.name} expires within ${EXPIRING_DAYS} days.`,
      nextStep: `Create a new API key, then run ${this.command(`connect ${this.source.name}`)}.`,
      runbookSection: 'credentialexpiring',
      metric: this.metric(METRICS.credentialDaysLeft, 'Minimum', Duration.hours(1)),
      firesWhen: { below: EXPIRING_DAYS },
      periods: { breaching: 1, outOf: 1 },
      // Without expiresAt in the secret this metric does not exist.
      treatMissingData: TreatMissingData.IGNORE,
      warmUp: 'none',
      topic: this.topic,
    }).alarm;
  }

  private rejected(): IAlarm {
    return new KeepwatchAlarm(this, 'Rejected', {
      alarmName: this.alarmName('Rejected'),
      problem: `Records of source ${this.source.name} do not match their schema. They are stored in the table classification_failures, with the reason.`,
      nextStep: `If the vendor changed the format, correct the schema, deploy, then run ${this.command('replay --failures')}.`,
      runbookSection: 'rejected',
      metric: this.metric(METRICS.eventsRejected, 'Sum', Duration.hours(1)),
      firesWhen: { atLeast: 1 },
      periods: { breaching: 1, outOf: 1 },
      treatMissingData: TreatMissingData.NOT_BREACHING,
      warmUp: 'none',
      topic: this.topic,
    }).alarm;
  }

  private lag(): IAlarm {
    return new KeepwatchAlarm(this, 'Lag', {
      alarmName: this.alarmName('Lag'),
      problem: `For three hours, polling of source ${this.source.name} was at least an hour behind while the API had more data.`,
      nextStep: `To see its progress, run ${this.command('status')}.`,
      runbookSection: 'lag',
      // The minimum of an hour: one run that catches up ends the alarm.
      metric: this.metric(METRICS.lagSeconds, 'Minimum', Duration.hours(1)),
      firesWhen: { atLeast: Duration.hours(1).toSeconds() },
      periods: { breaching: 3, outOf: 3 },
      // Without a run there is no data, and NotRunning fires.
      treatMissingData: TreatMissingData.IGNORE,
      // The first sync starts half a year behind and takes hours for a large organization.
      warmUp: { minutes: MAX_WARM_UP_MINUTES, endsWithEnoughData: false },
      topic: this.topic,
    }).alarm;
  }

  private command(command: string): string {
    return operatorCommand(this, command);
  }

  private exceptQuietDays(): string {
    const { quietDays } = this.source;
    return quietDays.length === 0 ? '' : `, not counting ${quietDays.join(' and ')} in UTC`;
  }

  /** The number of events in each period; at least 1 on a quiet day. Days are in UTC. */
  private eventsOrQuiet(period: Duration): IMetric {
    const events = this.metric(METRICS.eventsProcessed, 'Sum', period);
    if (this.source.quietDays.length === 0) return events;
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
    const isQuiet = this.source.quietDays.map((day) => `DAY(events) == ${DAYS.indexOf(day) + 1}`).join(' OR ');
    const expression = `IF(${isQuiet}, 1, FILL(events, 0))`;
    return new MathExpression({ expression, label: 'Events, or a quiet day', usingMetrics: { events }, period });
  }

  /** Starts with the stack's name, so that two stacks fit in one account. */
  private alarmName(alarm: string): string {
    return `${Stack.of(this).stackName}-${this.source.name}-${alarm}`;
  }

  private metric(metricName: MetricName, statistic: SourceMetricProps['statistic'], period: Duration): IMetric {
    return sourceMetric(this, { source: this.source.name, metricName, statistic, period });
  }
}

function durationText(minutes: number): string {
  if (minutes % 60 !== 0) return `${minutes} minutes`;
  return minutes === 60 ? '1 hour' : `${minutes / 60} hours`;
}
