/** Parameters of a request to a source. Captures store them as the way to continue. */
export type RequestParameters = Readonly<Record<string, string | number>>;

/** A source that is polled: what the collector needs of an API to read every record once. */
export interface PullSource {
  /** The feed's name, stored as `request.path` of a capture. A position is valid in its own feed only. */
  feed(): Promise<string>;
  /** The request that reads from a processing time on (epoch milliseconds). */
  requestSince(processingTime: number): RequestParameters;
  /**
   * Fetches one page. Retries are bounded: none begins after `lastStart` (epoch milliseconds).
   * Throws `CredentialRejectedError`, `CredentialInvalidError`, `ApiUnavailableError` or `ApiRefusedError`.
   */
  fetchPage(request: RequestParameters, lastStart: number): Promise<FetchedPage>;
  /** Requests sent, and responses with status 429, so far. */
  readonly traffic: { readonly requests: number; readonly throttles: number };
}

/** The result of fetching a page. */
export type FetchedPage =
  | { readonly kind: 'page'; readonly page: Page }
  /** The API refuses this cursor. */
  | { readonly kind: 'cursor-refused' }
  /** The API asks to wait longer than this run can. */
  | { readonly kind: 'throttled'; readonly until: number }
  /** The API needs longer than this run lasts; the next run starts the request again. */
  | { readonly kind: 'unfinished' };

/** One response, whole and parsed. */
export interface Page {
  readonly request: { readonly path: string; readonly query: RequestParameters };
  readonly response: { readonly status: number; readonly requestId: string | null };
  /** Epoch milliseconds at which the response was complete. */
  readonly receivedAt: number;
  readonly body: Uint8Array;
  /** As `JSON.parse` returns them. */
  readonly records: readonly unknown[];
  /** Processing time of each record, in epoch milliseconds; undefined where it has no plausible one. */
  readonly times: readonly (number | undefined)[];
  /** The next request; undefined when the API gave no cursor. */
  readonly next: RequestParameters | undefined;
  /**
   * True: everything that existed when this run began has been read; `next` is for the next run. False: more can be fetched
   * at once, even if this page is empty or has nothing new. Absent: an empty page is the last one.
   */
  readonly isLast?: boolean;
  /** Records are not in order of time: one that was delayed for days can follow a new one. */
  readonly inAnyOrder?: true;
}
