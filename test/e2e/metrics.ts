import { DescribeAlarmsCommand, type Dimension, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { METRIC_DIMENSION, type MetricName } from '../../lambda/names';
import type { AwsClients } from './aws-clients';
import { STACK } from './deployment';

const HOUR_MS = 3_600_000;

/** The sum of a metric of a source over the whole test. */
export function sumOf(aws: AwsClients, source: string, MetricName: MetricName): Promise<number> {
  return total(aws, { Namespace: STACK, MetricName, Dimensions: [{ Name: METRIC_DIMENSION, Value: source }] });
}

/** The sum over the whole test of what an alarm looks at: by its own words, or by those in its metric math. */
export async function sumSeenBy(aws: AwsClients, AlarmName: string): Promise<number> {
  const { MetricAlarms: [alarm] = [] } = await aws.cloudWatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }),
  );
  const inMath = alarm?.Metrics?.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []) ?? [];
  const looksAt = inMath.length > 0 ? inMath : [alarm].filter((one) => one?.MetricName);
  if (looksAt.length === 0) throw new Error(`There is no alarm ${AlarmName} that looks at a metric.`);
  const sums = await Promise.all(looksAt.map((metric) => total(aws, { ...metric })));
  return sums.reduce((sum, one) => sum + one, 0);
}

interface MetricIdentity {
  readonly Namespace?: string | undefined;
  readonly MetricName?: string | undefined;
  readonly Dimensions?: Dimension[] | undefined;
}

async function total(
  { cloudWatch }: AwsClients,
  { Namespace, MetricName, Dimensions }: MetricIdentity,
): Promise<number> {
  const { Datapoints = [] } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace,
      MetricName,
      Dimensions,
      StartTime: new Date(Date.now() - HOUR_MS),
      EndTime: new Date(Date.now() + HOUR_MS),
      Period: 60,
      Statistics: ['Sum'],
    }),
  );
  return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
}
