import * as z from 'zod/mini';
import { type DataLake, type Query, Refusal } from './data-lake';
import type { Fault } from './faults';

/** One request, without its connection. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly apiKey: string | undefined;
  readonly body: string;
}

/** The response. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 999;

const operationSchema = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()) });
const startSchema = z.object({ sql: z.string() });
const cancelSchema = z.object({ id: z.string() });
const readSchema = z.object({
  id: z.string(),
  cursor: z.nullish(z.string()),
  pageSize: z._default(z.int().check(z.gte(1), z.lte(LARGEST_PAGE)), DEFAULT_PAGE),
});

/** Answers one GraphQL request. It knows three operations by their fields, and accepts only variables as input. */
export function answer(lake: DataLake, key: string, now: number, request: ApiRequest, fault?: Fault): ApiAnswer {
  if (request.path !== '/public/graphql') return errorAnswer(404, 'not found');
  if (request.method !== 'POST') return errorAnswer(405, 'method not allowed');
  if (request.apiKey === undefined) return errorAnswer(401, 'Unauthorized');
  if (request.apiKey !== key) return errorAnswer(403, 'Forbidden');
  try {
    const { query, variables } = operationSchema.parse(JSON.parse(request.body));
    return { status: 200, body: JSON.stringify({ data: execute(lake, now, query, variables, fault) }) };
  } catch (error) {
    if (error instanceof Refusal) return errorAnswer(200, error.message);
    return errorAnswer(400, `the operation is not understood: ${error}`);
  }
}

/** A GraphQL error response. */
export function errorAnswer(status: number, message: string): ApiAnswer {
  return { status, body: JSON.stringify({ data: null, errors: [{ message }] }) };
}

function execute(lake: DataLake, now: number, query: string, variables: unknown, fault: Fault | undefined): unknown {
  if (/\bexecuteDataLakeQuery\b/.test(query)) {
    const failure = fault?.kind === 'fail-query' ? { failure: fault.message } : {};
    const slower = fault?.kind === 'slow-query' ? { slowerMs: fault.milliseconds } : {};
    const { id } = lake.begin(startSchema.parse(variables).sql, { ...failure, ...slower });
    return { executeDataLakeQuery: { id } };
  }
  if (/\bcancelDataLakeQuery\b/.test(query)) {
    const found = lake.find(cancelSchema.parse(variables).id);
    found.cancelled = true;
    return { cancelDataLakeQuery: { id: found.id } };
  }
  if (/\bdataLakeQuery\b/.test(query)) {
    const { id, cursor, pageSize } = readSchema.parse(variables);
    return { dataLakeQuery: stateOf(lake.find(id), cursor ?? null, pageSize, now) };
  }
  throw new Refusal('there is no such field');
}

function stateOf(query: Query, cursor: string | null, pageSize: number, now: number) {
  const { id, failure, doneAt, rows, endsEmpty } = query;
  if (query.cancelled) return { id, status: 'cancelled', message: 'the query was cancelled', results: null };
  if (now < doneAt) return { id, status: 'running', message: 'the query is running', results: null };
  if (failure !== undefined) return { id, status: 'failed', message: failure, results: null };

  const from = cursor === null ? 0 : readCursor(cursor, id);
  const to = from + pageSize;
  const hasNextPage = endsEmpty ? from < rows.length : to < rows.length;
  const edges = rows.slice(from, to).map((node) => ({ node }));
  const pageInfo = { hasNextPage, endCursor: hasNextPage ? writeCursor(to, id) : null };
  return { id, status: 'succeeded', message: 'the query has succeeded', results: { edges, pageInfo } };
}

function writeCursor(position: number, query: string): string {
  return Buffer.from(`${position}|${query}`).toString('base64url');
}

function readCursor(cursor: string, query: string): number {
  const [position = '', of] = Buffer.from(cursor, 'base64url').toString('latin1').split('|');
  if (of !== query || !/^\d{1,9}$/.test(position)) throw new Refusal('the cursor is not valid');
  return Number(position);
}
