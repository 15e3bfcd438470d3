import { type Collection, collect } from './collect';
import { CredentialRejectedError } from './errors';
import { METRICS } from './names';
import { type Metrics, publishMetrics } from './platform/metrics';
import type { Ending, Tally } from './read-on';

/** One run of the collector, logged and counted once. Throws what `collect` throws: a failed run looks failed. */
export async function runCollector(
  collection: Collection & { readonly metrics: Metrics },
): Promise<{ readonly ending: Ending; readonly tally: Readonly<Tally> }> {
  const { source, logger, metrics, pullSource } = collection;
  const tally: Tally = { pages: 0, captures: 0, records: 0, duplicates: 0, late: 0 };
  const counts = () => ({
    [METRICS.capturesWritten]: tally.captures,
    [METRICS.duplicates]: tally.duplicates,
    [METRICS.lateRecords]: tally.late,
    [METRICS.apiRequests]: pullSource.traffic.requests,
    [METRICS.apiThrottles]: pullSource.traffic.throttles,
  });
  let ending: Ending;
  try {
    ending = await collect(collection, tally);
  } catch (error) {
    const rejected = error instanceof CredentialRejectedError ? { [METRICS.credentialRejected]: 1 } : {};
    await publishMetrics(metrics, logger, source, { ...counts(), ...rejected });
    throw error;
  }
  logger.info('Collected.', { source, ending, ...tally, ...pullSource.traffic });
  await publishMetrics(metrics, logger, source, { ...counts(), ...(tally.pages > 0 ? SUCCESS : {}) });
  return { ending, tally };
}

// A run that ended cleanly without a single page (429, no time left) has not failed, but it has not shown that all is well.
const SUCCESS = {
  [METRICS.runsSucceeded]: 1,
  [METRICS.credentialRejected]: 0,
  // The silence alarm needs points, not missing data: one long period without data alarms days late.
  [METRICS.eventsProcessed]: 0,
};
