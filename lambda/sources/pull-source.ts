/** Parameters of a request to a source; stored in captures as the way to go on. */
export type RequestParameters = Readonly<Record<string, string | number>>;

/** A source that is asked: what the collector needs to know of an API to take every record from it once. */
export interface PullSource {
  /** What is read, as it stands in `request.path` of a capture: a position in one feed means nothing in another. */
  feed(): Promise<string>;
  /** The request that reads again from a processing time on (epoch milliseconds). */
  requestSince(processingTime: number): RequestParameters;
  /**
   * Asks the API, with bounded retries, the last of which begins no later than `lastStart` (epoch milliseconds).
   * Throws `CredentialRejectedError`, `CredentialInvalidError`, `ApiUnavailableError` or `ApiRefusedError`.
   */
  fetchPage(request: RequestParameters, lastStart: number): Promise<FetchedPage>;
  /** Requests sent and answers of 429 so far. */
  readonly traffic: { readonly requests: number; readonly throttles: number };
}

/** What a source answers when it is asked for a page. */
export type FetchedPage =
  | { readonly kind: 'page'; readonly page: Page }
  /** The API does not take this cursor (any more). */
  | { readonly kind: 'cursor-refused' }
  /** The API asks to wait longer than this run can. */
  | { readonly kind: 'throttled'; readonly until: number }
  /** The API works on it for longer than this run lasts; the next run asks anew. */
  | { readonly kind: 'unfinished' };

/** One response, whole and parsed. */
export interface Page {
  readonly request: { readonly path: string; readonly query: RequestParameters };
  readonly response: { readonly status: number; readonly requestId: string | null };
  /** Epoch milliseconds at which the response was complete. */
  readonly receivedAt: number;
  readonly body: Uint8Array;
  /** As `JSON.parse` gives them: to count, and to look at. */
  readonly records: readonly unknown[];
  /** Processing time of each record, in epoch milliseconds; undefined where it has none that can be believed. */
  readonly times: readonly (number | undefined)[];
  /** How to go on; undefined when the API gave no cursor. */
  readonly next: RequestParameters | undefined;
  /**
   * True: all that there was when this run began to read has come; `next` is for the next run. False: there is more to ask
   * for at once, even where this page is empty or brought nothing new. Absent: an empty page is the last one.
   */
  readonly isLast?: boolean;
  /** Its records do not ascend in time: one that waited for days can stand behind a new one. */
  readonly inAnyOrder?: true;
}
