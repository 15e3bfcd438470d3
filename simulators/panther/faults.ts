/** One way for an answer, or for the query that it begins, to go wrong. */
export type Fault =
  /** An error answer, for example 401 or 500. */
  | { readonly kind: 'status'; readonly status: number }
  /** 429, to be repeated after so many seconds. */
  | { readonly kind: 'throttle'; readonly seconds: number }
  /** The request is served; then come the right headers, half of the body, and a closed connection. */
  | { readonly kind: 'truncate' }
  /** The request is served, and the connection reset instead of an answer. */
  | { readonly kind: 'lose-answer' }
  /** The query that this request begins fails. */
  | { readonly kind: 'fail-query'; readonly message: string }
  /** The query that this request begins takes so much longer. */
  | { readonly kind: 'slow-query'; readonly milliseconds: number }
  /** Every query so far is forgotten, before this request is served. */
  | { readonly kind: 'forget-queries' };

/** Which request goes wrong, and how. Requests count from 1 and every one counts, so a run can be repeated exactly. */
export type Faults = ReadonlyMap<number, Fault>;
