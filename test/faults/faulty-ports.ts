import { ObjectStoreError } from '../../lambda/errors';
import { HttpFailure, type HttpGet, type HttpResponse } from '../../lambda/platform/http';
import type { Metrics } from '../../lambda/platform/metrics';
import type { Notifier } from '../../lambda/platform/notifier';
import type { ObjectStore } from '../../lambda/platform/object-store';
import type { SecretReader } from '../../lambda/platform/secrets';
import type { MemoryApi } from '../memory-api';
import type { Served } from './promise';
import type { Call, Run } from './scheduler';

const refused = () => Promise.reject(new ObjectStoreError('The store did not answer.'));

/** A store as one run sees it. `onStored` is told of each object that was really written. */
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
    async *list(prefix) {
      yield* await call(`list ${prefix}`, () => keysOf(store.list(prefix)));
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
    name: 'the secret keepwatch/atlassian-main',
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
    tell: ({ json }) => {
      const go = async () => onTold(JSON.parse(json).alert_id);
      const lost = () => Promise.reject(new Error('The topic did not answer.'));
      return run.call({
        name: 'notifier tell',
        isWrite: true,
        go,
        suffer: { failed: lost, 'answer-lost': () => go().then(lost) },
      });
    },
  };
}

/** What stands behind the API. */
export interface ApiWorld {
  readonly api: MemoryApi;
  readonly served: Served;
  /** The one key that it takes. */
  readonly key: string;
  /** Epoch milliseconds. */
  readonly time: number;
}

/** The Atlassian API as one run sees it: every answer with the server's clock, every fault that a network knows. */
export function faultyApi(world: ApiWorld, run: Run): HttpGet {
  return (url, headers) => {
    const query = Object.fromEntries(url.searchParams);
    const answer = (status: number, body: string, more: Record<string, string> = {}): HttpResponse => {
      run.answers.push(status);
      const date = new Date(world.time).toUTCString();
      return { status, headers: new Headers({ date, ...more }), body: Buffer.from(body) };
    };
    const unless = (respond: (page: NonNullable<ReturnType<MemoryApi['read']>>) => HttpResponse) => async () => {
      if (headers.authorization !== `Bearer ${world.key}`) return answer(401, '{"errors":[{"code":"UNAUTHORIZED"}]}');
      const page = world.api.read(query);
      return page ? respond(page) : answer(400, '{"errors":[{"code":"INVALID_PAGE_CURSOR"}]}');
    };
    const bodyOf = (records: readonly unknown[], next: string | null | undefined) => {
      const body = JSON.stringify({ data: records, meta: { next } });
      world.served.add(Buffer.from(body), false);
      run.received.push(Buffer.from(body));
      return body;
    };
    const call: Call<HttpResponse> = {
      name: `api get ${url.search}`,
      isWrite: false,
      go: unless(({ records, next }) => answer(200, bodyOf(records, next))),
      suffer: {
        unreachable: () => Promise.reject(new HttpFailure('the connection was reset')),
        'cut-short': unless(({ records }) => answer(200, JSON.stringify({ data: records }).slice(0, -2))),
        garbage: async () => answer(200, '<html>Sign in</html>'),
        'server-error': async () => answer(503, 'Service Unavailable'),
        throttled: async () => answer(429, '', { 'retry-after': '20' }),
        'throttled-for-hours': async () => answer(429, '', { 'retry-after': '7200' }),
        'refused-key': async () => answer(401, ''),
        'refused-cursor': async () =>
          'cursor' in query ? answer(400, '') : unless(({ records, next }) => answer(200, bodyOf(records, next)))(),
        'no-cursor': unless(({ records }) => answer(200, bodyOf(records, null))),
      },
    };
    return run.call(call);
  };
}
