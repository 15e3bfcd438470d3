import { runCollector } from '../../../lambda/collect/collector-run';
import { ApiUnavailableError, CredentialRejectedError, type KeepwatchError } from '../../../lambda/errors';
import type { Measurements } from '../../../lambda/platform/metrics';
import { RememberedSecret } from '../../../lambda/platform/secrets';
import { ManualClock } from '../../manual-clock';
import { MemoryApi } from '../../memory-api';
import { MemoryObjectStore } from '../../memory-object-store';
import { SilentLogger } from '../../silent-logger';

interface Given {
  readonly failure?: KeepwatchError;
  readonly deadline?: number;
  /** What stands in the secret. */
  readonly secretText?: string;
  /** What `requestSince` throws. */
  readonly requestFailure?: Error;
}

async function runWith({ failure, deadline = Infinity, secretText = '{}', requestFailure }: Given = {}) {
  const clock = new ManualClock();
  const api = new MemoryApi(10, 'cursor');
  const processedAt = clock.now() - 1000;
  const attributes = { processedAt: new Date(processedAt).toISOString() };
  api.add({ id: '1', processedAt, record: { id: 'e-1', attributes } });
  const published: Measurements[] = [];
  const source = api.source(clock);
  let asked = 0;
  const secret = new RememberedSecret({ name: 's', howToEnter: '', read: async () => secretText });
  await secret.read();
  const run = runCollector({
    source: 'atlassian-main',
    kind: 'atlassian',
    pullSource: {
      ...source,
      requestSince: (time) => {
        if (requestFailure) throw requestFailure;
        return source.requestSince(time);
      },
      fetchPage: async (request, deadline) => {
        asked += 1;
        if (failure && asked > 1) throw failure;
        return source.fetchPage(request, deadline);
      },
    },
    secret,
    archive: new MemoryObjectStore(),
    lake: new MemoryObjectStore(),
    metrics: { publish: async (_source, counts) => void published.push(counts) },
    clock,
    logger: new SilentLogger(),
    deadline,
    lookbackDays: 180,
    sweep: 'daily',
  });
  const outcome = await run.catch((error: unknown) => error);
  return { published, outcome };
}

const counts = { CapturesWritten: 1, Duplicates: 0, LateRecords: 0, ApiRequests: 0, ApiThrottles: 0 };

describe('runCollector', () => {
  it('publishes once: success, an accepted credential, and an explicit zero of events for the silence alarm', async () => {
    const { published } = await runWith();
    expect(published).toEqual([
      { ...counts, RunsSucceeded: 1, CredentialRejected: 0, EventsProcessed: 0, LagSeconds: 0 },
    ]);
  });

  it('claims no success and no accepted credential when it received nothing', async () => {
    const { published } = await runWith({ deadline: 0 });
    // It has not begun: all of the half year is still to come.
    expect(published).toEqual([{ ...counts, CapturesWritten: 0, LagSeconds: 180 * 86_400 }]);
  });

  it('publishes a refused credential, no success, and throws', async () => {
    const failure = new CredentialRejectedError('refused');
    const { published, outcome } = await runWith({ failure });
    expect(published).toEqual([{ ...counts, CredentialRejected: 1 }]);
    expect(outcome).toBe(failure);
  });

  it.each([
    ['2026-12-01', 8],
    ['2026-11-22T11:00:00Z', 0],
    ['2026-11-21', -2],
  ])('counts the days of a credential that expires at %s', async (expiresAt, days) => {
    const secretText = JSON.stringify({ apiKey: 'k', expiresAt });
    const failure = new ApiUnavailableError('down');
    for (const given of [{ secretText }, { secretText, failure }]) {
      const { published } = await runWith(given);
      expect(published).toEqual([expect.objectContaining({ CredentialDaysLeft: days })]);
    }
  });

  it.each(['{"apiKey":"k"}', '{"expiresAt":"soon"}', '{"expiresAt":7}', 'no JSON'])(
    'counts none when no date stands beside it: %s',
    async (secretText) => {
      const { published } = await runWith({ secretText });
      expect(published[0]).not.toHaveProperty('CredentialDaysLeft');
    },
  );

  it('publishes nothing about the credential when something else failed', async () => {
    const failure = new ApiUnavailableError('down');
    const { published, outcome } = await runWith({ failure });
    expect(published).toEqual([counts]);
    expect(outcome).toBe(failure);
  });

  it('publishes and rejects when the source cannot make its first request', async () => {
    const requestFailure = new Error('no request');
    const { published, outcome } = await runWith({ requestFailure });
    expect(published).toEqual([{ ...counts, CapturesWritten: 0 }]);
    expect(outcome).toBe(requestFailure);
  });
});
