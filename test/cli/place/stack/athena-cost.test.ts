import { athenaCost } from '../../../../cli/place/stack/athena-cost';

describe('what Athena costs', () => {
  it.each<[readonly number[], string]>([
    [[0], 'Athena read 0 MB: about $0.00005.'],
    [[250_000_000], 'Athena read 250 MB: about $0.00125.'],
    [[1_000, 1_000, 1_000], 'Athena read 1 MB: about $0.00015.'],
    [[1_000, 3_000_000_000_000], 'Athena read 3,000,001 MB: about $15.00.'],
  ])('for answers of %j bytes: each counts as ten megabytes at least', (bytes, expected) => {
    expect(athenaCost(bytes)).toBe(expected);
  });
});
