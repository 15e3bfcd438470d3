import type { SecretReader } from '../../../../lambda/platform/secrets';
import { PantherSource } from '../../../../lambda/sources/panther/panther-source';
import { ManualClock } from '../../../manual-clock';
import { type Reply, type ScriptedPanther, startScriptedPanther } from './scripted-panther';

/** A row of the audit table, as far as a source looks at it. */
export const row = {
  actionName: 'UPDATE_USER',
  timestamp: '2026-11-22 09:00:00.000',
  p_parse_time: '2026-11-22 09:30:00.123',
  p_row_id: 'a1',
};

/** A whole answer. */
export const json = (body: unknown): Reply => ({
  status: 200,
  headers: { 'x-request-id': 'r-1' },
  body: JSON.stringify(body),
});
/** What GraphQL answers when something is wrong. */
export const errors = (message: string, status = 200): Reply => ({
  status,
  body: JSON.stringify({ errors: [{ message }] }),
});
/** The answer to the beginning of a query. */
export const started = json({ data: { executeDataLakeQuery: { id: 'q-1' } } });
/** How far the query is. */
export const state = (status: string, results: unknown = null, message = ''): Reply =>
  json({ data: { dataLakeQuery: { id: 'q-1', status, message, results } } });
/** A page of results. */
export const results = (nodes: readonly unknown[], endCursor: string | null = null) => ({
  edges: nodes.map((node) => ({ node })),
  pageInfo: { hasNextPage: endCursor !== null, endCursor },
});
/** The query is done, and gave one row. */
export const done = state('succeeded', results([row]));

/** The request that reads from a time on. */
export const since = { since: '2026-11-22T08:00:00.000Z' };

/** A source, and the server that it asks. */
export interface OpenedSource {
  readonly source: PantherSource;
  readonly api: ScriptedPanther;
  readonly clock: ManualClock;
  /** How often the secret was read. */
  reads(): number;
  /** The names of the operations so far. */
  asked(): readonly string[];
}

/** A source of a server that answers so. In the secrets, `API` stands for the server's address; the last is kept. */
export async function openSource(
  replies: readonly Reply[],
  secrets: readonly string[] = ['{"apiHost":"API","apiKey":"key-1"}'],
): Promise<OpenedSource> {
  const api = await startScriptedPanther(replies);
  const clock = new ManualClock();
  let reads = 0;
  const secret: SecretReader = {
    name: 'the secret test',
    howToEnter: 'Enter it.',
    read: async () => (secrets[Math.min(reads++, secrets.length - 1)] ?? '').replace('API', api.baseUrl),
  };
  const source = new PantherSource({ secret, clock, random: () => 1 });
  return { source, api, clock, reads: () => reads, asked: () => api.operations.map(({ name }) => name) };
}
