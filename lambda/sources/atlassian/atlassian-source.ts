import { ApiRefusedError, CredentialRejectedError } from '../../errors';
import type { Clock } from '../../platform/clock';
import { type HttpGet, type HttpResponse, httpGet } from '../../platform/http';
import { requestedDelay } from '../../platform/retry-delay';
import { retrying, type Try } from '../../platform/retrying';
import type { SecretReader } from '../../platform/secrets';
import { plausibleTimes } from '../plausible-times';
import type { FetchedPage, Page, PullSource, RequestParameters } from '../pull-source';
import { type AtlassianCredential, readCredential } from './credential';
import { type AtlassianPage, processingTime, readAtlassianPage } from './page';
import { rejection } from './rejection';

// The maximum of events-stream; at 50 requests a minute that is 25,000 events.
const PAGE_LIMIT = 500;
// A run of hours has caught up when it reads events of the last minute, not events since it began.
const RECENT_MS = 60 * 1000;
const ADVICE = 'Nothing is lost: the next run tries again.';
const LIMITS = { timeoutMs: 30_000, mostBytes: 32 * 1024 * 1024 };

/** The dependencies of an Atlassian source. */
export interface AtlassianSourceOptions {
  /** Allowed by the kind's host rule: the key is sent there and nowhere else. */
  readonly apiBaseUrl: string;
  readonly secret: SecretReader;
  readonly clock: Clock;
  /** Between 0 and 1, for jitter. */
  readonly random: () => number;
  /** @default httpGet */
  readonly get?: HttpGet;
}

/** Reads an organization's audit events from events-stream, which sorts by processing time: late events come last. */
export class AtlassianSource implements PullSource {
  readonly traffic = { requests: 0, throttles: 0 };
  #credential: AtlassianCredential | undefined;
  #mayReadAgain = true;

  readonly #get: HttpGet;
  readonly #openedAt: number;

  constructor(private readonly options: AtlassianSourceOptions) {
    this.#get = options.get ?? httpGet;
    this.#openedAt = options.clock.now();
  }

  requestSince(processingTimeMs: number): RequestParameters {
    return { from: processingTimeMs, limit: PAGE_LIMIT, sortOrder: 'asc' };
  }

  async feed(): Promise<string> {
    return this.#url(await this.#currentCredential()).pathname;
  }

  async fetchPage(request: RequestParameters, lastStart: number): Promise<FetchedPage> {
    await this.#currentCredential();
    const { clock, random, apiBaseUrl } = this.options;
    const terms = { clock, random, lastStart, server: apiBaseUrl, advice: ADVICE };
    const result = await retrying(() => this.#try(request), terms);
    return result.kind === 'throttled' ? result : result.value;
  }

  async #try(request: RequestParameters): Promise<Try<FetchedPage>> {
    const credential = await this.#currentCredential();
    const url = this.#url(credential);
    for (const [name, value] of Object.entries(request)) url.searchParams.set(name, String(value));

    this.traffic.requests += 1;
    const askedAt = this.options.clock.now();
    const headers = { accept: 'application/json', authorization: `Bearer ${credential.apiKey}` };
    const response = await this.#get(url, headers, LIMITS);
    if (response.status === 200) return this.#readPage(request, url, response, askedAt);
    if (response.status === 429) {
      this.traffic.throttles += 1;
      return { kind: 'throttled', delayMs: requestedDelay(response.headers, this.options.clock.now()) };
    }
    if (isCursorRefusal(request, response)) return { kind: 'done', value: { kind: 'cursor-refused' } };
    if (response.status >= 500) return { kind: 'failed', reason: `it answered ${response.status}` };
    if ([401, 403, 404].includes(response.status)) return this.#rejected(request, credential, response.status);
    throw new ApiRefusedError(
      `${this.options.apiBaseUrl} refused the request with ${response.status}${redirectNote(response)}. Nothing is lost: the position stays. Check the API's address and its change log.`,
    );
  }

  async #currentCredential(): Promise<AtlassianCredential> {
    this.#credential ??= await readCredential(this.options.secret);
    return this.#credential;
  }

  #url({ orgId }: AtlassianCredential): URL {
    return new URL(`${this.options.apiBaseUrl.replace(/\/+$/, '')}/v1/orgs/${orgId}/events-stream`);
  }

  #readPage(request: RequestParameters, url: URL, response: HttpResponse, askedAt: number): Try<FetchedPage> {
    const recent = Math.max(this.#openedAt, askedAt - RECENT_MS);
    const receivedAt = this.options.clock.now();
    let content: AtlassianPage;
    try {
      content = readAtlassianPage(response.body);
    } catch {
      return { kind: 'failed', reason: 'its answer is not the documented JSON, or was cut short' };
    }
    const times = plausibleTimes(content.records.map(processingTime), receivedAt, response.headers);
    const page: Page = {
      request: { path: url.pathname, query: request },
      response: { status: response.status, requestId: requestId(response.headers) },
      receivedAt,
      body: response.body,
      records: content.records,
      times,
      // The cursor contains the order and the start, but not the limit.
      next: content.cursor === undefined ? undefined : { cursor: content.cursor, limit: PAGE_LIMIT },
      // On a busy feed no page is ever empty: without this, the run would fetch ever smaller pages until its end. A record
      // from the future does not count: every run would end at its page.
      ...(times.some((time) => time !== undefined && time >= recent && time <= receivedAt) ? { isLast: true } : {}),
    };
    return { kind: 'done', value: { kind: 'page', page } };
  }

  // The key may have been rotated since this run read it: read it once more before failing.
  async #rejected(request: RequestParameters, refused: AtlassianCredential, status: number): Promise<Try<FetchedPage>> {
    if (this.#mayReadAgain) {
      this.#mayReadAgain = false;
      this.#credential = await readCredential(this.options.secret);
      const { orgId, apiKey } = this.#credential;
      if (orgId !== refused.orgId || apiKey !== refused.apiKey) return this.#try(request);
    }
    throw new CredentialRejectedError(rejection(status, this.options.apiBaseUrl, this.options.secret));
  }
}

// The specification names the error InvalidPageCursor and gives no status. A cursor that makes the request too long for
// the server (414, 431) is useless too.
function isCursorRefusal(request: RequestParameters, response: HttpResponse): boolean {
  if (request.cursor === undefined || response.status < 400) return false;
  if ([400, 414, 431].includes(response.status)) return true;
  const said = new TextDecoder().decode(response.body.subarray(0, 10_000));
  return response.status === 404 ? /cursor/i.test(said) : /invalid.{0,3}(page)?.{0,3}cursor/i.test(said);
}

function requestId(headers: Headers): string | null {
  return (headers.get('x-request-id') ?? headers.get('atl-traceid'))?.slice(0, 200) ?? null;
}

function redirectNote(response: HttpResponse): string {
  return response.status >= 300 && response.status < 400
    ? ' (a redirect, which is never followed with a credential)'
    : '';
}
