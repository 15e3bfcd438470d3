import type { DetectionContext } from '../alerts/run-detections';
import { METRICS } from '../names';
import { type Measurements, type Metrics, publishMetrics } from '../platform/metrics';
import { type Processed, processCapture } from './process-capture';

function latency({ replayed, latency }: Processed): Measurements {
  return replayed || latency === undefined ? {} : { [METRICS.latencySeconds]: Math.round(latency / 1000) };
}

/** Processes one capture, logged and counted once. Throws what `processCapture` throws. */
export async function runProcessor(
  key: string,
  processing: DetectionContext & { readonly metrics: Metrics },
): Promise<Processed> {
  const { metrics, logger } = processing;
  const processed = await processCapture(processing, key);
  const { source, counts } = processed.receipt;
  if (processed.receipt.replaced) {
    logger.error('Another capture of this number was processed before: it was deleted. verify names it.', { key });
  }
  logger.info('Processed.', { key, replayed: processed.replayed, ...counts });
  // A replay moves no data: counted again, it would hide a silence.
  await publishMetrics(metrics, logger, source, {
    [METRICS.eventsProcessed]: processed.replayed ? 0 : counts.events,
    [METRICS.eventsRejected]: processed.replayed ? 0 : counts.rejected,
    [METRICS.alertsRaised]: processed.replayed ? 0 : counts.alerts,
    ...latency(processed),
  });
  return processed;
}
