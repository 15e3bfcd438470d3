import { DayColumns } from '../../../cli/report/day-columns';
import { countScale, timeScale } from '../../../cli/report/scale';
import { lengthOfTime, minuteOf, pluralize, said } from '../../../cli/terminal/figures';
import { DAY_MS, daysOf } from '../../../lambda/schema/days';

describe('what a report says of a figure', () => {
  it.each([
    [null, '–'],
    [0, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [90, '1.5 min'],
    [3_599, '60 min'],
    [36_000, '10 h'],
    [86_400 * 45, '45 d'],
    [86_400 * 1_200, '1,200 d'],
  ])('%s seconds are %s', (seconds, expected) => {
    expect(lengthOfTime(seconds)).toBe(expected);
  });

  it('names what is missing, and cuts what is long', () => {
    expect([said(null), said(''), said('a'), said('a'.repeat(500)).length]).toEqual(['(none)', '(none)', 'a', 200]);
    expect([minuteOf(null), minuteOf('2026-11-22 10:11:12.131'), minuteOf('2026-11-22T10:11:12Z')]).toEqual([
      '–',
      '2026-11-22 10:11',
      '2026-11-22 10:11',
    ]);
    expect([pluralize(1, 'day'), pluralize(1_200, 'country', 'countries')]).toEqual(['1 day', '1,200 countries']);
  });
});

describe('the scale of a chart', () => {
  it.each<[readonly number[], readonly number[]]>([
    [[], [1]],
    [[1], [1]],
    [[3], [1, 2, 3]],
    [[140], [50, 100, 150]],
    [[100], [50, 100]],
    [[1_000_001], [500_000, 1_000_000, 1_500_000]],
  ])('of the counts %j has lines at %j', (values, lines) => {
    const scale = countScale(values);
    expect(scale.lines).toEqual(lines);
    expect(Math.max(0, ...values.map(scale.height))).toBeLessThanOrEqual(1);
  });

  it('of times has minutes and months beside each other', () => {
    const { height, lines } = timeScale([30, 20 * 86_400]);
    expect(lines).toEqual([60, 3_600, 86_400, 30 * 86_400]);
    expect(height(0)).toBe(0);
    expect(height(60)).toBeGreaterThan(0.2);
    expect(height(30 * 86_400)).toBe(1);
    expect(timeScale([86_400 * 5_000]).height(86_400 * 5_000)).toBe(1);
  });
});

describe('the columns of a chart', () => {
  const since = Date.parse('2026-01-01T00:00:00Z');

  it.each([
    [31, 'day', 31, '2026-01-01'],
    [100, 'day', 100, '2026-01-01'],
    [101, 'week', 15, '2026-01-03'],
    [700, 'week', 100, '2026-01-07'],
    [3_660, '30 days', 122, '2026-01-30'],
  ])('of %d days are each a %s, the last one whole', (count, unit, columns, first) => {
    const days = daysOf(since, since + (count - 1) * DAY_MS);
    const made = new DayColumns(days);
    const sums = made.sums(days.map((day) => ({ day, value: 1 })));

    expect([made.unit, made.labels.length, made.labels[0], made.labels.at(-1)]).toEqual([
      ...[unit, columns, first],
      days.at(-1),
    ]);
    expect(sums.reduce((a, b) => a + b, 0)).toBe(count);
    expect(sums.at(-1)).toBe(Math.max(...sums));
    const values = [
      { day: '2026-01-01', value: 3 },
      { day: '2026-01-01', value: 2 },
      { day: '1999-01-01', value: 9 },
    ];
    expect(made.largest(values)[0]).toBe(3);
  });
});
