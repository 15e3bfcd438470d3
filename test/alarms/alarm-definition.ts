import * as z from 'zod/mini';
import { ofType, type SynthesisedStack } from '../lib/synthesised-stack';

/** The statistics that CloudWatch computes of the points of a period. */
export type Statistic = 'Sum' | 'Minimum' | 'Maximum' | 'Average';

/** One metric, as an alarm asks for it. */
export interface AskedMetric {
  /** Names it among all metrics: `metricId`. */
  readonly id: string;
  readonly statistic: Statistic;
}

/** What an alarm of the template says. Times are in minutes. */
export interface AlarmDefinition {
  /** Its place in the construct tree. */
  readonly place: string;
  /** Without the stack's name. */
  readonly name: string;
  /** The topics that it notifies when it enters a state. */
  readonly actions: Readonly<Record<'ALARM' | 'OK' | 'INSUFFICIENT_DATA', readonly string[]>>;
  readonly description: string;
  readonly period: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly isBreaching: (value: number) => boolean;
  readonly treatMissingData: 'breaching' | 'notBreaching' | 'ignore' | 'missing';
  readonly warmUp: { readonly minutes: number; readonly endsWithEnoughData: boolean } | undefined;
  /** Its metrics by the names that its expression has for them. */
  readonly metrics: ReadonlyMap<string, AskedMetric>;
  /** Undefined when the alarm is on the one metric itself. */
  readonly expression: string | undefined;
}

/** The name of a metric with its one dimension: a function's, a queue's or a source's. */
export function metricId(namespace: string, metric: string, dimension: string): string {
  return `${namespace} ${metric} ${dimension}`;
}

/** All alarms of a stack, read from its template. Throws when one says something that is not understood here. */
export function alarmsOf(stack: SynthesisedStack): readonly AlarmDefinition[] {
  return ofType(stack, 'AWS::CloudWatch::Alarm').map(([place, { Properties }]) =>
    definition(place, alarmSchema.parse(Properties), stack.stack.stackName),
  );
}

const statistic = z.enum(['Sum', 'Minimum', 'Maximum', 'Average']);
const metric = {
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.tuple([z.strictObject({ Name: z.enum(['Source', 'FunctionName', 'QueueName']), Value: z.string() })]),
};
const COMPARISONS = {
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
};
const common = {
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  EvaluationPeriods: z.int(),
  DatapointsToAlarm: z.int(),
  Threshold: z.number(),
  ComparisonOperator: z.enum([
    'GreaterThanOrEqualToThreshold',
    'GreaterThanThreshold',
    'LessThanThreshold',
    'LessThanOrEqualToThreshold',
  ]),
  TreatMissingData: z.enum(['breaching', 'notBreaching', 'ignore', 'missing']),
  WarmUpConfiguration: z.optional(
    z.strictObject({
      WarmUpPeriodDurationInMinutes: z.int(),
      OnlyStartEvaluatingAfterWarmUpPeriodEnds: z.boolean(),
    }),
  ),
  AlarmActions: z.array(z.string()),
  OKActions: z._default(z.array(z.string()), []),
  InsufficientDataActions: z._default(z.array(z.string()), []),
};
const onMetric = z.strictObject({ ...common, ...metric, Statistic: statistic, Period: z.int() });
const onExpression = z.strictObject({
  ...common,
  Metrics: z.tuple(
    [z.strictObject({ Id: z.string(), Expression: z.string(), Label: z.string(), ReturnData: z.literal(true) })],
    z.strictObject({
      Id: z.string(),
      MetricStat: z.strictObject({ Metric: z.strictObject(metric), Period: z.int(), Stat: statistic }),
      ReturnData: z.literal(false),
    }),
  ),
});
const alarmSchema = z.union([onMetric, onExpression]);
type Alarm = z.infer<typeof alarmSchema>;

function definition(place: string, alarm: Alarm, stackName: string): AlarmDefinition {
  const warmUp = alarm.WarmUpConfiguration;
  return {
    ...watchedBy(alarm),
    place,
    actions: {
      ALARM: alarm.AlarmActions,
      OK: alarm.OKActions,
      INSUFFICIENT_DATA: alarm.InsufficientDataActions,
    },
    name: alarm.AlarmName.replace(`${stackName}-`, ''),
    description: alarm.AlarmDescription,
    evaluationPeriods: alarm.EvaluationPeriods,
    datapointsToAlarm: alarm.DatapointsToAlarm,
    isBreaching: (value) => COMPARISONS[alarm.ComparisonOperator](value, alarm.Threshold),
    treatMissingData: alarm.TreatMissingData,
    warmUp: warmUp && {
      minutes: warmUp.WarmUpPeriodDurationInMinutes,
      endsWithEnoughData: !warmUp.OnlyStartEvaluatingAfterWarmUpPeriodEnds,
    },
  };
}

function watchedBy(alarm: Alarm): Pick<AlarmDefinition, 'expression' | 'metrics' | 'period'> {
  if ('MetricName' in alarm) {
    const { Period, Statistic } = alarm;
    return { expression: undefined, period: Period / 60, metrics: new Map([['', asked(alarm, Statistic)]]) };
  }
  const [{ Expression }, ...metrics] = alarm.Metrics;
  const periods = new Set(metrics.map(({ MetricStat }) => MetricStat.Period));
  const [period, another] = periods;
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create-alarm-on-metric-math-expression.html
  if (period === undefined || another !== undefined) throw new Error(`${alarm.AlarmName} mixes periods`);
  return {
    expression: Expression,
    period: period / 60,
    metrics: new Map(metrics.map(({ Id, MetricStat: { Metric, Stat } }) => [Id, asked(Metric, Stat)])),
  };
}

function asked(metric: z.infer<typeof metricSchema>, statistic: Statistic): AskedMetric {
  return { id: metricId(metric.Namespace, metric.MetricName, metric.Dimensions[0].Value), statistic };
}

const metricSchema = z.object(metric);
