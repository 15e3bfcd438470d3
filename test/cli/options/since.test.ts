import { parseSince } from '../../../cli/options/since';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const HOUR = 3_600_000;

describe('--since', () => {
  it.each([
    ['12h', NOW - 12 * HOUR],
    ['30d', NOW - 30 * 24 * HOUR],
    ['8w', NOW - 56 * 24 * HOUR],
    ['30 days', NOW - 30 * 24 * HOUR],
    ['90m', NOW - 1.5 * HOUR],
    ['2026-11-01', Date.parse('2026-11-01T00:00:00Z')],
    ['2026-11-22', Date.parse('2026-11-22T00:00:00Z')],
    ['2024-02-29', Date.parse('2024-02-29T00:00:00Z')],
  ])('takes %s', (text, expected) => {
    expect(parseSince(text, NOW)).toBe(expected);
  });

  it.each(['', '30', '0d', '-1d', '1.5d', '99999w', '2026-02-30', '2026-11-23', '1999-01-01', '2026-11-1'])(
    'refuses %p, and says what is allowed',
    (text) => {
      expect(() => parseSince(text, NOW)).toThrow(
        `--since: ${text} is not allowed; use 12h, 30d, 8w, or a past date such as 2026-11-01, at most ten years back.`,
      );
    },
  );
});
