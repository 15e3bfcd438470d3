import { lakeTime, parseRfc3339, parseUnix } from '../../../lambda/schema/timestamp';

describe('parseRfc3339', () => {
  it.each([
    ['2021-04-01T22:55:18Z', '2021-04-01 22:55:18.000'],
    ['2021-04-01T22:55:19.008Z', '2021-04-01 22:55:19.008'],
    ['2021-04-03T06:12:11.117451Z', '2021-04-03 06:12:11.117'],
    ['2021-04-03t06:12:11.9z', '2021-04-03 06:12:11.900'],
    ['2021-04-03 06:12:11+02:30', '2021-04-03 03:42:11.000'],
    ['2016-12-31T23:59:60Z', '2017-01-01 00:00:00.000'],
    ['2024-02-29T00:00:00Z', '2024-02-29 00:00:00.000'],
  ])('reads %s', (text, expected) => {
    const time = parseRfc3339(text);
    expect(time === undefined ? undefined : lakeTime(time)).toBe(expected);
  });

  it.each([
    '',
    'not-a-date',
    '2021-04-01',
    '2021-04-01T22:55Z',
    '2021-04-01T22:55:18',
    '2021-02-30T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '2021-13-01T00:00:00Z',
    '2021-04-01T24:01:00Z',
    '2021-04-01T22:61:00Z',
    '2021-04-01T22:55:61Z',
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59-01:00',
    ' 2021-04-01T22:55:18Z',
    '1617317718',
  ])('refuses %j', (text) => {
    expect(parseRfc3339(text)).toBeUndefined();
  });
});

describe('parseUnix', () => {
  it.each([
    [1617317718, 'seconds', '2021-04-01 22:55:18.000'],
    ['1617317718.5', 'seconds', '2021-04-01 22:55:18.500'],
    [1617317718123, 'milliseconds', '2021-04-01 22:55:18.123'],
  ] as const)('reads %s %s', (value, unit, expected) => {
    const time = parseUnix(value, unit);
    expect(time === undefined ? undefined : lakeTime(time)).toBe(expected);
  });

  it.each(['', 'soon', '1e3', Number.NaN, Number.POSITIVE_INFINITY, 1e18])('refuses %j', (value) => {
    expect(parseUnix(value, 'seconds')).toBeUndefined();
  });
});
