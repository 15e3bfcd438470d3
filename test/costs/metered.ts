import type { Logger } from '../../lambda/platform/logger';
import type { Metrics } from '../../lambda/platform/metrics';
import type { Notifier } from '../../lambda/platform/notifier';
import type { ObjectStore } from '../../lambda/platform/object-store';
import type { SecretReader } from '../../lambda/platform/secrets';
import { demoSecret } from '../demo-secret';
import type { ManualClock } from '../manual-clock';
import { ASSUMPTIONS } from './assumptions';
import type { FunctionCounts } from './counts';
import { waiting } from './waiting';

const OTHER_MS = ASSUMPTIONS.otherMilliseconds.value;

/** A store whose answers take as long as S3's. */
export function asFarAsS3(store: ObjectStore, clock: ManualClock): ObjectStore {
  const far = <T>(work: () => Promise<T>) => waiting(clock, ASSUMPTIONS.s3Milliseconds.value, work);
  return {
    get: (key) => far(() => store.get(key)),
    exists: (key) => far(() => store.exists(key)),
    put: (key, body, condition) => far(() => store.put(key, body, condition)),
    delete: (key) => far(() => store.delete(key)),
    async *list(prefix, after) {
      await far(async () => {});
      yield* store.list(prefix, after);
    },
  };
}

/** Counts calls to CloudWatch, and which metrics there are. */
export function meteredMetrics(counts: FunctionCounts, names: Set<string>, clock: ManualClock): Metrics {
  return {
    publish: (source, measurements) =>
      waiting(clock, OTHER_MS, async () => {
        counts.metricCalls += 1;
        for (const name of Object.keys(measurements)) names.add(`${source} ${name}`);
      }),
  };
}

/** Counts alerts that are told. */
export function meteredNotifier(counts: FunctionCounts, clock: ManualClock): Notifier {
  return {
    notify: () =>
      waiting(clock, OTHER_MS, async () => {
        counts.notices += 1;
      }),
  };
}

/** Counts how often a secret is read. It has a date, so that its days are counted. */
export function meteredSecret(counts: FunctionCounts, clock: ManualClock): SecretReader {
  const secret = demoSecret('atlassian', '');
  const { name, howToEnter } = secret;
  return {
    name,
    howToEnter,
    read: () =>
      waiting(clock, OTHER_MS, async () => {
        counts.secretReads += 1;
        return JSON.stringify({ ...JSON.parse(await secret.read()), expiresAt: '2027-01-31' });
      }),
  };
}

/** Counts the bytes that CloudWatch Logs would take. */
export function meteredLogger(counts: FunctionCounts): Logger {
  const count = (message: string, fields?: Readonly<Record<string, unknown>>) => {
    counts.logBytes += Buffer.byteLength(JSON.stringify({ message, ...fields })) + ASSUMPTIONS.logLineBytes.value;
  };
  return { info: count, warn: count, error: count };
}
