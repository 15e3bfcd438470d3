import { expandOccurs } from '../../queries/occurs-macros';

const NOW = Date.parse('2026-11-25T12:00:00.500Z');
const expand = (sql: string) => expandOccurs(sql, NOW);

describe('expandOccurs', () => {
  it.each([
    ["p_occurs_since('1 day')", "(p_event_time >= TIMESTAMP '2026-11-24 12:00:00.500' AND date >= '2026-11-24')"],
    ["p_occurs_since('90 minutes')", "(p_event_time >= TIMESTAMP '2026-11-25 10:30:00.500' AND date >= '2026-11-25')"],
    ["P_OCCURS_SINCE ( '2w' )", "(p_event_time >= TIMESTAMP '2026-11-11 12:00:00.500' AND date >= '2026-11-11')"],
    [
      "p_occurs_since('999999 weeks')",
      "(p_event_time >= TIMESTAMP '1970-01-01 00:00:00.000' AND date >= '1970-01-01')",
    ],
    ["p_occurs_since('30s')", "(p_event_time >= TIMESTAMP '2026-11-25 11:59:30.500' AND date >= '2026-11-25')"],
    ["p_occurs_since('1 h', a)", "(a.p_event_time >= TIMESTAMP '2026-11-25 11:00:00.500' AND a.date >= '2026-11-25')"],
    [
      "p_occurs_between('2026-11-01', '2026-11-02T12:00:00+02:00')",
      "(p_event_time >= TIMESTAMP '2026-11-01 00:00:00.000' AND date >= '2026-11-01' AND p_event_time <= TIMESTAMP '2026-11-02 10:00:00.000' AND date <= '2026-11-02')",
    ],
    [
      "p_occurs_after('2026-11-01 08:30:00')",
      "(p_event_time >= TIMESTAMP '2026-11-01 08:30:00.000' AND date >= '2026-11-01')",
    ],
    ["p_occurs_before('2026-11-01')", "(p_event_time < TIMESTAMP '2026-11-01 00:00:00.000' AND date <= '2026-11-01')"],
  ])('turns %s into a condition on the time and on the partition', (macro, expected) => {
    expect(expand(`SELECT 1 FROM t WHERE ${macro} AND x = 1`)).toBe(`SELECT 1 FROM t WHERE ${expected} AND x = 1`);
  });

  it.each([
    ["p_occurs_since('7 days')", "localtimestamp - INTERVAL '7' DAY"],
    ["p_occurs_since('90 m')", "localtimestamp - INTERVAL '5400' SECOND"],
  ])('makes %s relative if the time of the query is unknown', (macro, time) => {
    expect(expandOccurs(macro)).toBe(`(p_event_time >= ${time} AND date >= date_format(${time}, '%Y-%m-%d'))`);
  });

  it.each([
    ["SELECT 'p_occurs_since(''1 day'')'"],
    ['SELECT "p_occurs_since(1)" FROM t'],
    ["SELECT 1 -- p_occurs_since('nonsense')"],
    ["SELECT /* p_occurs_since('nonsense') */ 1"],
    ['SELECT my_p_occurs_since(1)'],
    ["SELECT 'it''s' || 'p_occurs_since(1)'"],
    [`SELECT '${'x'.repeat(10_000_000)}'`],
  ])('ignores what only looks like a macro: %s', (sql) => {
    expect(expand(sql)).toBe(sql);
  });

  it.each([
    ["p_occurs_since('yesterday')"],
    ["p_occurs_since('1 month')"],
    ["p_occurs_since('1 day) OR (1 = 1')"],
    ['p_occurs_since()'],
    ["p_occurs_between('2026-11-01')"],
    ["p_occurs_between('2026-11-01', 'soon')"],
    ["p_occurs_between('2026-11-03', '2026-11-01')"],
    ["p_occurs_after('2026-02-30')"],
    ["p_occurs_since('1 day', a, b)"],
    ["p_occurs_since('1 day', a;drop)"],
    ["p_occurs_during('1 day')"],
  ])('refuses %s, and lists what is available', (macro) => {
    expect(() => expand(`SELECT 1 WHERE ${macro}`)).toThrow(/is not a valid macro. Use p_occurs_since\('1 day'\), /);
  });
});
