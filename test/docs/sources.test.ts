import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCollector } from '../../lambda/collect/collector-run';
import { processCapture } from '../../lambda/process/process-capture';
import { FORMATS } from '../../lambda/sources/formats';
import { readCaptures } from '../archived-records';
import { type Reply, type ScriptedApi, startScriptedApi } from '../lambda/sources/atlassian/scripted-api';
import { ManualClock } from '../manual-clock';
import { MemoryObjectStore } from '../memory-object-store';
import { SilentLogger } from '../silent-logger';
import { watching } from '../watching';
import { acmeFormat, acmePuller } from './acme/kind';

const file = (...path: string[]) => readFileSync(join(__dirname, ...path), 'utf8');

const event = (actionName: string) => ({
  actionName,
  actionResult: 'SUCCEEDED',
  actor: { id: 'p-1', type: 'USER' },
  timestamp: '2026-11-20T10:00:00Z',
  pantherVersion: '1.2.3',
});
const page = (events: unknown[], next: string | null) => ({ status: 200, body: JSON.stringify({ events, next }) });

describe('docs/sources.md', () => {
  let api: ScriptedApi;
  afterEach(() => api?.stop());

  async function collectFrom(replies: readonly Reply[]) {
    // The one line, for as long as the test lasts.
    jest.replaceProperty(FORMATS, 'panther', acmeFormat);
    api = await startScriptedApi(replies);
    const clock = new ManualClock();
    const stores = { archive: new MemoryObjectStore(), lake: new MemoryObjectStore() };
    const secret = { name: 'the secret', howToEnter: 'Enter it.', read: async () => '{"apiKey":"k"}' };
    const { tally } = await runCollector({
      ...stores,
      source: 'acme-main',
      kind: 'panther' as const,
      clock,
      logger: new SilentLogger(),
      pullSource: acmePuller.open({ apiBaseUrl: api.baseUrl, secret, clock, random: () => 1 }),
      metrics: { publish: async () => {} },
      deadline: clock.now() + 300_000,
      lookbackDays: 7,
      sweep: 'daily' as const,
    });
    for await (const key of stores.archive.list('captures/')) await processCapture(watching(stores), key);
    return { ...stores, tally };
  }

  it('shows the example as it is', () => {
    const code = file('acme', 'kind.ts')
      .replaceAll("'../../../lambda/sources/", "'../")
      .replaceAll("'../../../lambda/", "'../../");
    const [, shown] = /```ts\n(.*?)```/s.exec(file('..', '..', 'docs', 'sources.md')) ?? [];
    expect(shown).toBe(code);
  });

  it('has an example that collects page by page, through a failure and a limit, and goes on from a refused cursor', async () => {
    const { archive, lake, tally } = await collectFrom([
      page([event('A'), event('B')], 'c1'),
      { status: 503 },
      { status: 429, headers: { 'retry-after': '2' } },
      { status: 200, body: '{"events":' },
      page([event('C')], 'c2'),
      { status: 410 },
      page([event('A'), event('B'), event('C'), event('D')], null),
    ]);

    // Three behind the refused cursor; and a sweep follows, which reads all four again.
    expect(tally).toMatchObject({ records: 4, duplicates: 7 });
    expect(api.requests[0]?.url.search).toBe('?since=2026-11-15T10%3A00%3A00.000Z');
    expect(api.requests[1]?.url.search).toBe('?after=c1');
    const captures = await readCaptures(archive);
    expect(captures.map(({ header }) => [header.logType, header.watermark])).toEqual(
      Array.from({ length: 3 }, () => ['Panther.Audit', '2026-11-20T10:00:00.000Z']),
    );
    const rows = [...lake.objects.keys()].filter((key) => key.startsWith('events/panther_audit/date=2026-11-20/'));
    expect(rows).toHaveLength(3);
  });

  it.each([
    [401, 'CredentialRejectedError: Acme refuses the key in the secret. Enter it.'],
    [418, 'ApiRefusedError: Acme refused the request with 418.'],
  ])('has an example that fails when it is refused with %s', async (status, said) => {
    await expect(collectFrom([{ status }]).catch((error) => Promise.reject(String(error)))).rejects.toContain(said);
  });
});
