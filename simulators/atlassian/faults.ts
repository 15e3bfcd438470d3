/** The forms in which a 429 says when to retry. All four were seen or are plausible. */
export type ThrottleStyle = 'iso-seconds' | 'iso-minutes' | 'epoch-seconds' | 'retry-after';

/** One way for an answer to go wrong. */
export type Fault =
  /** An error answer, for example 401 or 500. */
  | { readonly kind: 'status'; readonly status: number }
  /** 429, to be repeated after so many seconds; `iso-minutes` rounds up to the next full minute. */
  | { readonly kind: 'throttle'; readonly style: ThrottleStyle; readonly seconds: number }
  /** The right headers, then half of the body, then a closed connection. */
  | { readonly kind: 'truncate' }
  /** 200 with a page of HTML, as a proxy in between would send. */
  | { readonly kind: 'not-json' }
  /** No answer: the connection is reset. */
  | { readonly kind: 'reset-connection' }
  /** No answer at all until the client gives up or the simulator stops. */
  | { readonly kind: 'hang' }
  /** 400 for the cursor, if the request has one. */
  | { readonly kind: 'refuse-cursor' };

/** Which request goes wrong, and how. Requests count from 1 and every one counts, so a run can be repeated exactly. */
export type Faults = ReadonlyMap<number, Fault>;

/** The faults of the demo: each passes within two seconds. */
export const DEMO_FAULTS: Faults = new Map<number, Fault>([
  [7, { kind: 'throttle', style: 'iso-seconds', seconds: 1 }],
  [15, { kind: 'status', status: 500 }],
  [24, { kind: 'truncate' }],
]);

const REQUESTS_A_MINUTE = 50;

/** The headers of a 429. */
export function throttleHeaders(style: ThrottleStyle, seconds: number, now: number): Record<string, string> {
  const limits = { 'X-RateLimit-Limit': String(REQUESTS_A_MINUTE), 'X-RateLimit-Remaining': '0' };
  const until = now + seconds * 1000;
  switch (style) {
    case 'iso-seconds':
      return { ...limits, 'X-RateLimit-Reset': `${isoAfter(until, 1000).slice(0, 19)}Z` };
    case 'iso-minutes':
      return { ...limits, 'X-RateLimit-Reset': `${isoAfter(until, 60_000).slice(0, 16)}Z` };
    case 'epoch-seconds':
      return { ...limits, 'X-RateLimit-Reset': String(Math.ceil(until / 1000)) };
    case 'retry-after':
      return { ...limits, 'Retry-After': String(seconds) };
  }
}

/** Rounded up: a client that waits until then must not be early. */
function isoAfter(time: number, step: number): string {
  return new Date(Math.ceil(time / step) * step).toISOString();
}
