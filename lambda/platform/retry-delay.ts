import { parseRfc3339 } from '../schema/timestamp';

// Half a second doubles to eight: five tries span about 15 s, longer than a load balancer takes to drop a dead host.
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 8000;

// Numbers below this are seconds to wait, or seconds since 1970; above it, milliseconds since 1970 (from 1973 on).
const FIRST_MILLISECOND_EPOCH = 100_000_000_000;
// A number of more than a year means seconds since 1970, not a wait.
const LONGEST_WAIT_SECONDS = 366 * 24 * 60 * 60;

const WITHOUT_SECONDS = /^(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d)([Zz]|[+-]\d\d:\d\d)$/;

/** Exponential backoff with full jitter on its upper half, in milliseconds; `attempt` counts from 1. */
export function backoffDelay(attempt: number, random: () => number): number {
  const ceiling = Math.min(FIRST_BACKOFF_MS * 2 ** (attempt - 1), LONGEST_BACKOFF_MS);
  return ceiling / 2 + (ceiling / 2) * random();
}

/**
 * Milliseconds to wait after a 429: by `Retry-After`, else by `X-RateLimit-Reset`; undefined when neither can be read.
 * Each may be a number of seconds, an epoch in seconds or milliseconds, an HTTP date, or an ISO 8601 time, which
 * Atlassian sends without seconds (`2023-10-11T17:22Z`).
 */
export function requestedDelay(headers: Headers, now: number): number | undefined {
  const delay = parseDelay(headers.get('retry-after'), now) ?? parseDelay(headers.get('x-ratelimit-reset'), now);
  return delay === undefined ? undefined : Math.min(delay, LONGEST_WAIT_SECONDS * 1000);
}

function parseDelay(text: string | null, now: number): number | undefined {
  const value = text?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(value)) {
    const count = Number(value);
    if (count >= FIRST_MILLISECOND_EPOCH) return Math.max(0, count - now);
    return count > LONGEST_WAIT_SECONDS ? Math.max(0, count * 1000 - now) : count * 1000;
  }
  const time = parseRfc3339(value.replace(WITHOUT_SECONDS, '$1:00$2')) ?? Date.parse(value);
  return Number.isNaN(time) ? undefined : Math.max(0, time - now);
}
