import { CredentialRejectedError } from '../errors';
import { METRICS } from '../names';
import { type Measurements, type Metrics, publishMetrics } from '../platform/metrics';
import type { RememberedSecret } from '../platform/secrets';
import { expiryOf } from '../sources/entered-credential';
import { type Collection, collect } from './collect';
import type { Ending, Tally } from './read-pages';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What one run works on, and where it is counted. */
export interface CollectorRun extends Collection {
  readonly metrics: Metrics;
  /** The credential with which the source asks, for the date beside it. @default nobody counts its days */
  readonly secret?: RememberedSecret;
}

/** One run of the collector, logged and counted once. Throws what `collect` throws: a failed run looks failed. */
export async function runCollector(
  run: CollectorRun,
): Promise<{ readonly ending: Ending; readonly tally: Readonly<Tally> }> {
  const { source, logger, metrics, pullSource } = run;
  const tally: Tally = { pages: 0, captures: 0, records: 0, duplicates: 0, late: 0, lag: 0 };
  const counts = () => ({
    [METRICS.capturesWritten]: tally.captures,
    [METRICS.duplicates]: tally.duplicates,
    [METRICS.lateRecords]: tally.late,
    [METRICS.apiRequests]: pullSource.traffic.requests,
    [METRICS.apiThrottles]: pullSource.traffic.throttles,
    ...daysLeft(run),
  });
  let ending: Ending;
  try {
    ending = await collect(run, tally);
  } catch (error) {
    const rejected = error instanceof CredentialRejectedError ? { [METRICS.credentialRejected]: 1 } : {};
    await publishMetrics(metrics, logger, source, { ...counts(), ...rejected });
    throw error;
  }
  logger.info('Collected.', { source, ending, ...tally, ...pullSource.traffic });
  const lag = { [METRICS.lagSeconds]: Math.round(tally.lag / 1000) };
  await publishMetrics(metrics, logger, source, { ...counts(), ...lag, ...(tally.pages > 0 ? SUCCESS : {}) });
  return { ending, tally };
}

function daysLeft({ secret, clock }: CollectorRun): Measurements {
  const expiry = expiryOf(secret?.last ?? '');
  return expiry === undefined ? {} : { [METRICS.credentialDaysLeft]: Math.floor((expiry - clock.now()) / DAY_MS) };
}

// A run that ended cleanly without a single page (429, no time left) has not failed, but it has not shown that all is well.
const SUCCESS = {
  [METRICS.runsSucceeded]: 1,
  [METRICS.credentialRejected]: 0,
  // The silence alarm needs points, not missing data: one long period without data alarms days late.
  [METRICS.eventsProcessed]: 0,
};
