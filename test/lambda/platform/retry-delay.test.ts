import { backoffDelay, requestedDelay } from '../../../lambda/platform/retry-delay';

const now = Date.parse('2026-11-22T10:00:30.000Z');

describe('requestedDelay', () => {
  it.each<[string, Record<string, string>, number | undefined]>([
    ['seconds', { 'retry-after': '7' }, 7_000],
    ['zero seconds', { 'retry-after': '0' }, 0],
    ['an HTTP date', { 'retry-after': 'Sun, 22 Nov 2026 10:00:45 GMT' }, 15_000],
    ['an ISO time', { 'x-ratelimit-reset': '2026-11-22T10:00:40Z' }, 10_000],
    ['an ISO time with a fraction', { 'x-ratelimit-reset': '2026-11-22T10:00:40.500Z' }, 10_500],
    ['an ISO time without seconds', { 'x-ratelimit-reset': '2026-11-22T10:01Z' }, 30_000],
    ['an ISO time without seconds, in this minute', { 'x-ratelimit-reset': '2026-11-22T10:00Z' }, 0],
    ['an epoch in seconds', { 'x-ratelimit-reset': String(now / 1000 + 5) }, 5_000],
    ['an epoch in milliseconds', { 'x-ratelimit-reset': String(now + 5_000) }, 5_000],
    ['a time that has passed', { 'x-ratelimit-reset': '2020-01-01T00:00:00Z' }, 0],
    ['Retry-After before the reset', { 'retry-after': '2', 'x-ratelimit-reset': '2026-11-22T11:00:00Z' }, 2_000],
    [
      'the reset when Retry-After cannot be read',
      { 'retry-after': 'soon', 'x-ratelimit-reset': '2026-11-22T10:00:40Z' },
      10_000,
    ],
    ['nothing', {}, undefined],
    ['a text', { 'x-ratelimit-reset': 'later' }, undefined],
    ['an absurd number', { 'retry-after': '9'.repeat(40) }, 366 * 86_400_000],
  ])('reads %s', (_name, headers, expected) => {
    expect(requestedDelay(new Headers(headers), now)).toBe(expected);
  });
});

describe('backoffDelay', () => {
  it('doubles up to eight seconds, with jitter on the upper half', () => {
    const least = [1, 2, 3, 4, 5, 6].map((attempt) => backoffDelay(attempt, () => 0));
    const most = [1, 2, 3, 4, 5, 6].map((attempt) => backoffDelay(attempt, () => 1));
    expect(least).toEqual([250, 500, 1000, 2000, 4000, 4000]);
    expect(most).toEqual([500, 1000, 2000, 4000, 8000, 8000]);
  });
});
