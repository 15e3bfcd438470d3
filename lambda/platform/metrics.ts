// Metric names: lambda/names.ts (METRICS).
import type { MetricName } from '../names';
import type { Logger } from './logger';

/** The counts of one run or one capture of one source. */
export type Measurements = Readonly<Partial<Record<MetricName, number>>>;

/** The port for metrics: CloudWatch in AWS. */
export interface Metrics {
  publish(source: string, measurements: Measurements): Promise<void>;
}

/** Publishes metrics. A failure is only logged: the run itself has moved its data. */
export async function publishMetrics(metrics: Metrics, logger: Logger, source: string, measurements: Measurements) {
  try {
    await metrics.publish(source, measurements);
  } catch (error) {
    logger.error('Metrics were not published; the run itself is not affected.', { source, error });
  }
}
