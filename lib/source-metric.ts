// Metric names: lambda/names.ts (METRICS).
import { type Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { METRIC_DIMENSION, type MetricName } from '../lambda/names';

/** The metric, its source, and how to read it. */
export interface SourceMetricProps {
  readonly source: string;
  readonly metricName: MetricName;
  readonly statistic: 'Sum' | 'Maximum' | 'Minimum' | 'Average';
  readonly period: Duration;
  /** Its name in a graph. @default CloudWatch's own */
  readonly label?: string;
}

/** A metric that Keepwatch publishes for a source, in the namespace of the stack. */
export function sourceMetric(scope: Construct, props: SourceMetricProps): Metric {
  const { source, metricName, statistic, period, label } = props;
  return new Metric({
    namespace: Stack.of(scope).stackName,
    metricName,
    dimensionsMap: { [METRIC_DIMENSION]: source },
    statistic,
    period,
    ...(label === undefined ? {} : { label }),
  });
}
