import { ObjectStoreError } from '../../lambda/errors';
import type { Metrics } from '../../lambda/platform/metrics';
import type { Notifier } from '../../lambda/platform/notifier';
import type { ObjectStore } from '../../lambda/platform/object-store';
import type { SecretReader } from '../../lambda/platform/secrets';
import type { Run } from './scheduler';

const refused = () => Promise.reject(new ObjectStoreError('The store did not answer.'));

/** A store as one run sees it. `onStored` is called for each object that was really written. */
export function faultyStore(store: ObjectStore, name: string, run: Run, onStored: (key: string) => void): ObjectStore {
  // What fails may have been done all the same, and what the SDK tries again may have been done already.
  const call = <T>(what: string, go: () => Promise<T>): Promise<T> =>
    run.call({
      name: `${name} ${what}`,
      isWrite: what.startsWith('put'),
      go,
      suffer: { failed: refused, 'answer-lost': () => go().then(refused), repeated: () => go().then(go) },
    });
  return {
    get: (key) => call(`get ${key}`, () => store.get(key)),
    exists: (key) => call(`exists ${key}`, () => store.exists(key)),
    delete: (key) => call(`delete ${key}`, () => store.delete(key)),
    put: (key, body, condition) =>
      call(`put ${key}`, async () => {
        const outcome = await store.put(key, body, condition);
        if (outcome === 'stored') onStored(key);
        return outcome;
      }),
    async *list(prefix, after) {
      yield* await call(`list ${prefix}`, () => keysOf(store.list(prefix, after)));
    },
  };
}

async function keysOf(list: AsyncIterable<string>): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of list) keys.push(key);
  return keys;
}

/** A secret as one run sees it. */
export function faultySecret(read: () => string, run: Run): SecretReader {
  return {
    name: 'the secret keepwatch/main',
    howToEnter: 'Enter it.',
    read: () =>
      run.call({
        name: 'secret read',
        isWrite: false,
        go: async () => read(),
        suffer: { failed: () => Promise.reject(new Error('The secret cannot be read.')) },
      }),
  };
}

/** Metrics of one run, which keeps them. */
export function faultyMetrics(run: Run): Metrics {
  return {
    publish: (_source, measurements) =>
      run.call({
        name: 'metrics publish',
        isWrite: false,
        go: async () => void run.published.push(measurements),
        suffer: { failed: () => Promise.reject(new Error('The metrics were not taken.')) },
      }),
  };
}

/** A topic as one run sees it. `onTold` gets the id of each alert that reached it. */
export function faultyNotifier(run: Run, onTold: (alertId: string) => void): Notifier {
  return {
    notify: ({ json }) => {
      const go = async () => onTold(JSON.parse(json).alert_id);
      const lost = () => Promise.reject(new Error('The topic did not answer.'));
      return run.call({
        name: 'notifier notify',
        isWrite: true,
        go,
        suffer: { failed: lost, 'answer-lost': () => go().then(lost) },
      });
    },
  };
}
