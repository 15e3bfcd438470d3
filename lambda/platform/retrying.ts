import { ApiUnavailableError } from '../errors';
import { LONGEST_RUN_MINUTES } from '../names';
import type { Clock } from './clock';
import { HttpFailure } from './http';
import { backoffDelay } from './retry-delay';

/** The result of one try. */
export type Try<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** Worth another try: the server failed, or its response is not usable. `unsent`: it has not seen the request. */
  | { readonly kind: 'failed'; readonly reason: string; readonly unsent?: boolean }
  /** 429, with the requested delay if there was one. */
  | { readonly kind: 'throttled'; readonly delayMs: number | undefined };

/** How long to try, and what an error says. */
export interface RetryTerms {
  readonly clock: Clock;
  /** Between 0 and 1. */
  readonly random: () => number;
  /** Epoch milliseconds by which the last try must have begun. */
  readonly lastStart: number;
  /** Name of the server in errors. */
  readonly server: string;
  /** A sentence in errors: what a failure means, and what to do. */
  readonly advice: string;
}

const MOST_FAILURES = 5;
// The backoffs of ten throttled tries add up to over a minute, the longest window of the known limits.
const MOST_THROTTLES = 10;
// A run in AWS cannot wait longer. On a laptop a run has no end, but nobody watches a longer pause.
const LONGEST_WAIT_MS = LONGEST_RUN_MINUTES * 60 * 1000;

/**
 * Tries until it succeeds. Returns `throttled` when the server asks to wait longer than the run can.
 * Throws `ApiUnavailableError` after five failures.
 */
export async function retrying<T>(
  attempt: () => Promise<Try<T>>,
  { clock, random, lastStart, server, advice }: RetryTerms,
): Promise<{ readonly kind: 'done'; readonly value: T } | { readonly kind: 'throttled'; readonly until: number }> {
  for (let failures = 0, throttles = 0; ; ) {
    const result = await attempt().catch(asFailure);
    if (result.kind === 'done') return result;
    if (result.kind === 'throttled') throttles += 1;
    else failures += 1;

    const requestedDelay = result.kind === 'throttled' ? (result.delayMs ?? 0) : 0;
    const wait = Math.max(requestedDelay, backoffDelay(failures + throttles, random));
    const tooLate = clock.now() + wait > lastStart || wait > LONGEST_WAIT_MS;
    if (result.kind === 'throttled' && (tooLate || throttles >= MOST_THROTTLES)) {
      return { kind: 'throttled', until: clock.now() + wait };
    }
    if (result.kind === 'failed' && (tooLate || failures >= MOST_FAILURES)) {
      throw new ApiUnavailableError(
        `${server} gave no usable answer in ${failures} ${failures === 1 ? 'attempt' : 'attempts'}: ${result.reason}. ${advice}`,
        result.reason,
      );
    }
    await clock.sleep(wait);
  }
}

function asFailure(error: unknown): Try<never> {
  if (error instanceof HttpFailure) return { kind: 'failed', reason: error.message };
  throw error;
}
