import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { METRIC_DIMENSION, type MetricName } from '../../lambda/names';
import type { AwsClients } from './aws-clients';
import { STACK } from './deployment';

const HOUR_MS = 3_600_000;

/** The sum of a metric of a source over the whole test. */
export async function sumOf(
  { cloudWatch }: AwsClients,
  MetricName: MetricName,
  source = 'atlassian-main',
): Promise<number> {
  const { Datapoints = [] } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace: STACK,
      MetricName,
      Dimensions: [{ Name: METRIC_DIMENSION, Value: source }],
      StartTime: new Date(Date.now() - HOUR_MS),
      EndTime: new Date(Date.now() + HOUR_MS),
      Period: 60,
      Statistics: ['Sum'],
    }),
  );
  return Datapoints.reduce((total, { Sum = 0 }) => total + Sum, 0);
}
