import { type CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { METRIC_DIMENSION } from '../names';
import type { Measurements, Metrics } from './metrics';

/** Metrics in CloudWatch: one call per run, with the current time, because points of the past appear hours later. */
export class CloudWatchMetrics implements Metrics {
  constructor(
    private readonly client: CloudWatchClient,
    private readonly namespace: string,
  ) {}

  async publish(source: string, measurements: Measurements): Promise<void> {
    await this.client.send(
      new PutMetricDataCommand({
        Namespace: this.namespace,
        MetricData: Object.entries(measurements).map(([MetricName, Value]) => ({
          MetricName,
          Value,
          Unit: MetricName.endsWith('Seconds') ? 'Seconds' : 'Count',
          Dimensions: [{ Name: METRIC_DIMENSION, Value: source }],
        })),
      }),
    );
  }
}
