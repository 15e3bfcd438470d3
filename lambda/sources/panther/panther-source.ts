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

// Panther gives up to 999; rows are larger than Atlassian's events, and the collector's memory is the same.
const LARGEST_PAGE = 500;
// Rows become visible some time after the time that Panther stamps them with, and not in its order.
const OVERLAP_MS = 60 * 60 * 1000;
const TIMEOUT_MS = 30_000;
// After the last look at a query, in what a run keeps for one page.
const CANCEL_TIMEOUT_MS = 10_000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;
// As long as a Lambda run can be; on a laptop a run has no end, and a query that hangs should have one.
const LONGEST_QUERY_MS = LONGEST_RUN_MINUTES * 60 * 1000;

const ADVICE = 'Nothing is lost: the next run tries again.';
// What else Panther may call a query that has ended, such as CANCELLED or timed_out, is no success.
const RUNNING: readonly string[] = ['running', 'queued', 'pending', 'submitted', 'starting'];
const DONE: readonly string[] = ['succeeded', 'completed'];

const startedSchema = z.object({
  executeDataLakeQuery: z.object({ id: z.string().check(z.minLength(1), z.maxLength(1024)) }),
});

/** What a Panther source needs from outside. */
export interface PantherSourceOptions extends PantherApiOptions {
  /** Between 0 and 1, for jitter. */
  readonly random: () => number;
}

/** What a request asks: everything since a time, or the page after a cursor in the results of a query. */
interface Asked {
  readonly parameters: RequestParameters;
  /** Epoch milliseconds. In the midst of results: where the next read would begin if these ended here. */
  readonly since: number;
  readonly within: { readonly query: string; readonly cursor: string } | undefined;
}

/** How far a query is. */
type Reached =
  | { readonly kind: 'running' }
  | { readonly kind: 'page'; readonly page: Page }
  /** It gives no results, now or any more. */
  | { readonly kind: 'over'; readonly reason: string };

/**
 * Panther's own audit log, by queries of its data lake: one query for everything since a time, then its results page by
 * page. A read begins an hour before where the last one ended; what comes again is told by its content.
 */
export class PantherSource implements PullSource {
  readonly traffic: PullSource['traffic'];
  readonly #api: PantherApi;
  readonly #begun = new Set<string>();
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

  async fetchPage(request: RequestParameters, lastStart: number): Promise<FetchedPage> {
    const asked = understand(request);
    if (asked === undefined) return { kind: 'cursor-refused' };
    if (asked.within !== undefined) {
      // A query's results are not kept for ever. They can be asked for anew, whatever became of them.
      const reached = await this.#waitFor(asked.within.query, asked, lastStart).catch(asOver);
      return reached.kind === 'over' ? { kind: 'cursor-refused' } : reached;
    }

    const started = await this.#start(asked.since, lastStart);
    if (started.kind === 'throttled') return started;
    const query = started.value;
    this.#begun.add(query);
    const reached = await this.#waitFor(query, asked, lastStart).catch(async (error: unknown) => {
      await this.#cancel(query);
      throw error;
    });
    if (reached.kind === 'over') {
      throw new ApiRefusedError(`${await this.#host()} did not run the query: ${reached.reason}. ${ADVICE}`);
    }
    // The next run begins another, beside which this one should not go on.
    if (reached.kind !== 'page') await this.#cancel(query);
    return reached;
  }

  /**
   * Tried again only when Panther did not get it, or did not take it. Otherwise, whether a query was started cannot be known: a list of
   * queries may not have it yet. A second one could run beside the first; so the run fails, and the next one asks.
   */
  async #start(since: number, lastStart: number) {
    const host = await this.#host();
    const sql = auditSql(since, this.options.clock.now());
    const lost = (reason: string) =>
      new ApiUnavailableError(
        `${host} did not say whether it began the query: ${reason}. No second one is begun beside it. ${ADVICE}`,
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

  // Looks at a query, ever less often, until it is done or the run has no more time for it.
  async #waitFor(query: string, asked: Asked, lastStart: number) {
    const { clock } = this.options;
    const terms = await this.#terms(lastStart);
    this.#pageSize = LARGEST_PAGE;
    const end = Math.min(lastStart, clock.now() + LONGEST_QUERY_MS);
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const looked = await retrying(() => this.#look(query, asked), terms);
      if (looked.kind === 'throttled') return looked;
      if (looked.value.kind !== 'running') return looked.value;
      if (clock.now() + pause > end) return { kind: 'unfinished' } as const;
      await clock.sleep(pause);
    }
  }

  async #look(query: string, asked: Asked): Promise<Try<Reached>> {
    const variables = { id: query, cursor: asked.within?.cursor ?? null, pageSize: this.#pageSize };
    const sent = await this.#api.send(READ, variables, TIMEOUT_MS);
    // A page may be larger than an answer can be, or than the time allows; a smaller one may do.
    if (sent.kind === 'failed') this.#pageSize = Math.ceil(this.#pageSize / 2);
    if (sent.kind !== 'done') return sent;
    if (sent.value.kind === 'errors') throw await this.#refused(sent.value.said);
    const { data, response } = sent.value;
    const undocumented = { kind: 'failed', reason: 'its answer is not the documented JSON' } as const;
    let state: QueryState | undefined;
    try {
      state = readQueryState(data);
      // Where a name stands twice, this reading and the exact one differ: committed, it could never be processed.
      if (state?.results) readPantherRows(response.body);
    } catch {
      return undocumented;
    }
    const status = state?.status.toLowerCase() ?? '';
    if (RUNNING.includes(status)) return { kind: 'done', value: { kind: 'running' } };
    if (state && !DONE.includes(status))
      return { kind: 'done', value: { kind: 'over', reason: this.#reasonOf(state) } };
    if (!state?.results) {
      const reason = 'it does not know the query, or has no results of it';
      return asked.within ? { kind: 'done', value: { kind: 'over', reason } } : { kind: 'failed', reason };
    }
    const { hasNextPage, endCursor } = state.results.pageInfo;
    if (hasNextPage && !endCursor) return undocumented;
    const after = hasNextPage && endCursor ? { query, cursor: endCursor } : undefined;
    const rows = state.results.edges.map(({ node }) => node);
    return { kind: 'done', value: { kind: 'page', page: await this.#page(asked, response, rows, query, after) } };
  }

  async #page(
    asked: Asked,
    response: HttpResponse,
    records: readonly unknown[],
    query: string,
    after: Asked['within'],
  ): Promise<Page> {
    const receivedAt = this.options.clock.now();
    const times = plausibleTimes(records.map(processingTime), receivedAt, response.headers);
    const newest = times.reduce<number>((latest, time) => Math.max(latest, time ?? -Infinity), -Infinity);
    const since = new Date(Math.max(asked.since, newest - OVERLAP_MS)).toISOString();
    return {
      request: { path: await this.feed(), query: asked.parameters },
      response: { status: response.status, requestId: requestId(response.headers) },
      receivedAt,
      body: response.body,
      records,
      times,
      next: after === undefined ? { since } : { ...after, since },
      // The end of what an earlier run asked for is not kept where it brings nothing new; to look at it again never would.
      isLast: after === undefined && this.#begun.has(query),
    };
  }

  // Whether it succeeds is no concern of the run: a query ends by itself, later.
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

// Undefined when it is none of ours: it comes from a capture, and nothing of it goes into SQL but a time.
function understand(parameters: RequestParameters): Asked | undefined {
  const { since: text, query, cursor } = parameters;
  const since = typeof text === 'string' ? parseRfc3339(text) : undefined;
  if (since === undefined) return undefined;
  if (query === undefined && cursor === undefined) return { parameters, since, within: undefined };
  if (typeof query !== 'string' || typeof cursor !== 'string') return undefined;
  return { parameters, since, within: { query, cursor } };
}

// Not when the key was refused: with it, nothing can be asked for anew.
function asOver(error: unknown): { readonly kind: 'over'; readonly reason: string } {
  if (!(error instanceof ApiRefusedError || error instanceof ApiUnavailableError)) throw error;
  return { kind: 'over', reason: error.message };
}

function requestId(headers: Headers): string | null {
  return (headers.get('x-request-id') ?? headers.get('x-amzn-requestid'))?.slice(0, 200) ?? null;
}
