import type { MetricName } from '../names';
import type { Logger } from './logger';

/** The counts of one run or one capture of one source. */
export type Measurements = Readonly<Partial<Record<MetricName, number>>>;

/** The port to where counts go: CloudWatch in AWS. */
export interface Metrics {
  publish(source: string, measurements: Measurements): Promise<void>;
}

/** Publishes and logs a failure to do so: a run that moved data has not failed because it could not be counted. */
export async function publishMetrics(metrics: Metrics, logger: Logger, source: string, measurements: Measurements) {
  try {
    await metrics.publish(source, measurements);
  } catch (error) {
    logger.error('Metrics were not published; the run itself is not affected.', { source, error });
  }
}
