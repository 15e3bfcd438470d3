import * as z from 'zod/mini';
import { ApiRefusedError, ApiUnavailableError } from '../../errors';
import { LONGEST_RUN_MINUTES } from '../../names';
import type { HttpResponse } from '../../platform/http';
import { retrying, type Try } from '../../platform/retrying';
import { parseRfc3339 } from '../../schema/timestamp';
import { plausibleTimes } from '../plausible-times';
import type { FetchedPage, Page, PullSource, RequestParameters } from '../pull-source';
import { AUDIT_TABLE, auditSql, CANCEL, READ, START } from './operations';
import { processingTime, type QueryState, readPantherRows, readQueryState } from './page';
import { PantherApi, type PantherApiOptions } from './panther-api';

// Panther allows 999. Rows are larger than Atlassian's events, and the collector's memory is the same.
const LARGEST_PAGE = 500;
// Rows become visible after their p_parse_time, and not in its order.
const OVERLAP_MS = 60 * 60 * 1000;
const TIMEOUT_MS = 30_000;
// Fits into the time that a run reserves for one page.
const CANCEL_TIMEOUT_MS = 10_000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;
// As long as a Lambda run. A laptop's run has no end, and a query that hangs must end.
const LONGEST_QUERY_MS = LONGEST_RUN_MINUTES * 60 * 1000;

const ADVICE = 'Nothing is lost: the next run tries again.';
// Every other state, such as CANCELLED or timed_out, is a failure.
const RUNNING: readonly string[] = ['running', 'queued', 'pending', 'submitted', 'starting'];
const DONE: readonly string[] = ['succeeded', 'completed'];

const startedSchema = z.object({
  executeDataLakeQuery: z.object({ id: z.string().check(z.minLength(1), z.maxLength(1024)) }),
});

/** The dependencies of a Panther source. */
export interface PantherSourceOptions extends PantherApiOptions {
  /** Between 0 and 1, for jitter. */
  readonly random: () => number;
}

/** A request, parsed: everything since a time, or the page after a cursor in the results of a query. */
interface PantherRequest {
  readonly parameters: RequestParameters;
  /** Epoch milliseconds. Within results: where the next query begins if these end here. */
  readonly since: number;
  readonly within: { readonly query: string; readonly cursor: string } | undefined;
}

/** The state of a query. */
type QueryProgress =
  | { readonly kind: 'running' }
  | { readonly kind: 'page'; readonly page: Page }
  /** It has no results, or no longer. */
  | { readonly kind: 'ended'; readonly reason: string };

/**
 * Reads Panther's own audit log from its data lake: one query for everything since a time, then its results page by page. Each
 * query begins an hour before the end of the last one. Records that come again are recognized by their content.
 */
export class PantherSource implements PullSource {
  readonly traffic: PullSource['traffic'];
  readonly #api: PantherApi;
  readonly #started = new Set<string>();
  #pageSize = LARGEST_PAGE;

  constructor(private readonly options: PantherSourceOptions) {
    this.#api = new PantherApi(options);
    this.traffic = this.#api.traffic;
  }

  requestSince(processingTimeMs: number): RequestParameters {
    return { since: new Date(processingTimeMs).toISOString() };
  }

  async feed(): Promise<string> {
    const { pathname, hostname } = await this.#api.url();
    return `${pathname} ${AUDIT_TABLE} at ${hostname}`;
  }

  async fetchPage(parameters: RequestParameters, lastStart: number): Promise<FetchedPage> {
    const request = parseRequest(parameters);
    if (request === undefined) return { kind: 'cursor-refused' };
    if (request.within !== undefined) {
      // Results of a query expire. The collector then starts a new query.
      const reached = await this.#waitFor(request.within.query, request, lastStart).catch(asEnded);
      return reached.kind === 'ended' ? { kind: 'cursor-refused' } : reached;
    }

    const started = await this.#start(request.since, lastStart);
    if (started.kind === 'throttled') return started;
    const query = started.value;
    this.#started.add(query);
    const reached = await this.#waitFor(query, request, lastStart).catch(async (error: unknown) => {
      await this.#cancel(query);
      throw error;
    });
    if (reached.kind === 'ended') {
      throw new ApiRefusedError(`${await this.#host()} did not run the query: ${reached.reason}. ${ADVICE}`);
    }
    // The next run starts another query, and this one must not run beside it.
    if (reached.kind !== 'page') await this.#cancel(query);
    return reached;
  }

  /**
   * Starts a query. Repeats only a request that Panther did not receive or refused. In all other cases the query may be
   * running, and a second one would run beside it: so this run fails, and the next one starts a query.
   */
  async #start(since: number, lastStart: number) {
    const host = await this.#host();
    const sql = auditSql(since, this.options.clock.now());
    const lost = (reason: string) =>
      new ApiUnavailableError(
        `${host} did not say whether it started the query: ${reason}. No second query is started meanwhile. ${ADVICE}`,
        reason,
      );
    return retrying(
      async (): Promise<Try<string>> => {
        const sent = await this.#api.send(START, { sql }, TIMEOUT_MS);
        if (sent.kind === 'failed' && !sent.unsent) throw lost(sent.reason);
        if (sent.kind !== 'done') return sent;
        if (sent.value.kind === 'errors') throw await this.#refused(sent.value.said);
        const started = startedSchema.safeParse(sent.value.data);
        if (!started.success) throw lost('its answer is not the documented JSON');
        return { kind: 'done', value: started.data.executeDataLakeQuery.id };
      },
      await this.#terms(lastStart),
    );
  }

  // Checks a query at growing intervals until it is done or the run's time is over.
  async #waitFor(query: string, request: PantherRequest, lastStart: number) {
    const { clock } = this.options;
    const terms = await this.#terms(lastStart);
    this.#pageSize = LARGEST_PAGE;
    const end = Math.min(lastStart, clock.now() + LONGEST_QUERY_MS);
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const checked = await retrying(() => this.#check(query, request), terms);
      if (checked.kind === 'throttled') return checked;
      if (checked.value.kind !== 'running') return checked.value;
      if (clock.now() + pause > end) return { kind: 'unfinished' } as const;
      await clock.sleep(pause);
    }
  }

  async #check(query: string, request: PantherRequest): Promise<Try<QueryProgress>> {
    const variables = { id: query, cursor: request.within?.cursor ?? null, pageSize: this.#pageSize };
    const sent = await this.#api.send(READ, variables, TIMEOUT_MS);
    // The page may have exceeded the size or time limit: try a smaller one.
    if (sent.kind === 'failed') this.#pageSize = Math.ceil(this.#pageSize / 2);
    if (sent.kind !== 'done') return sent;
    if (sent.value.kind === 'errors') throw await this.#refused(sent.value.said);
    const { data, response } = sent.value;
    const undocumented = { kind: 'failed', reason: 'its answer is not the documented JSON' } as const;
    let state: QueryState | undefined;
    try {
      state = readQueryState(data);
      // Fails if a name is repeated: the exact parser would refuse the capture later, and it could never be processed.
      if (state?.results) readPantherRows(response.body);
    } catch {
      return undocumented;
    }
    const status = state?.status.toLowerCase() ?? '';
    if (RUNNING.includes(status)) return { kind: 'done', value: { kind: 'running' } };
    if (state && !DONE.includes(status))
      return { kind: 'done', value: { kind: 'ended', reason: this.#reasonOf(state) } };
    if (!state?.results) {
      const reason = 'it does not know the query or its results';
      return request.within ? { kind: 'done', value: { kind: 'ended', reason } } : { kind: 'failed', reason };
    }
    const { hasNextPage, endCursor } = state.results.pageInfo;
    if (hasNextPage && !endCursor) return undocumented;
    const after = hasNextPage && endCursor ? { query, cursor: endCursor } : undefined;
    const rows = state.results.edges.map(({ node }) => node);
    return { kind: 'done', value: { kind: 'page', page: await this.#page(request, response, rows, query, after) } };
  }

  async #page(
    request: PantherRequest,
    response: HttpResponse,
    records: readonly unknown[],
    query: string,
    after: PantherRequest['within'],
  ): Promise<Page> {
    const receivedAt = this.options.clock.now();
    const times = plausibleTimes(records.map(processingTime), receivedAt, response.headers);
    const newest = times.reduce<number>((latest, time) => Math.max(latest, time ?? -Infinity), -Infinity);
    const since = new Date(Math.max(request.since, newest - OVERLAP_MS)).toISOString();
    return {
      request: { path: await this.feed(), query: request.parameters },
      response: { status: response.status, requestId: requestId(response.headers) },
      receivedAt,
      body: response.body,
      records,
      times,
      next: after === undefined ? { since } : { ...after, since },
      // Results of an earlier run's query say nothing about what is new.
      isLast: after === undefined && this.#started.has(query),
    };
  }

  // A failure does not matter: queries end by themselves.
  async #cancel(query: string): Promise<void> {
    await this.#api.send(CANCEL, { id: query }, CANCEL_TIMEOUT_MS).catch(() => {});
  }

  #reasonOf({ status, message }: QueryState): string {
    return `${this.#api.quoted(status)}${message ? `, ${this.#api.quoted(message)}` : ''}`;
  }

  async #refused(said: string): Promise<ApiRefusedError> {
    return new ApiRefusedError(
      `${await this.#host()} refused the operation: ${this.#api.quoted(said)}. Nothing is lost: the position stays.`,
    );
  }

  async #host(): Promise<string> {
    return (await this.#api.url()).host;
  }

  async #terms(lastStart: number) {
    const { clock, random } = this.options;
    return { clock, random, lastStart, server: await this.#host(), advice: ADVICE };
  }
}

// Undefined when it is malformed. It comes from a capture, and only a time of it goes into SQL.
function parseRequest(parameters: RequestParameters): PantherRequest | undefined {
  const { since: text, query, cursor } = parameters;
  const since = typeof text === 'string' ? parseRfc3339(text) : undefined;
  if (since === undefined) return undefined;
  if (query === undefined && cursor === undefined) return { parameters, since, within: undefined };
  if (typeof query !== 'string' || typeof cursor !== 'string') return undefined;
  return { parameters, since, within: { query, cursor } };
}

// A refused key is not an ended query: no other query would succeed with it.
function asEnded(error: unknown): { readonly kind: 'ended'; readonly reason: string } {
  if (!(error instanceof ApiRefusedError || error instanceof ApiUnavailableError)) throw error;
  return { kind: 'ended', reason: error.message };
}

function requestId(headers: Headers): string | null {
  return (headers.get('x-request-id') ?? headers.get('x-amzn-requestid'))?.slice(0, 200) ?? null;
}
