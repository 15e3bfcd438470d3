/** SQL that the two engines answer differently. docs/search.md lists each kind. */
export interface DialectCase {
  readonly sql: string;
  /** The first value of the answer, as JSON, or `fails`. */
  readonly duckdb: string;
  readonly trino: string;
}

/** Where the engines differ. The referee fails if one of these is no longer so, because then the documentation is wrong. */
export const DIALECT: readonly DialectCase[] = [
  { sql: 'SELECT 1/2', duckdb: '0.5', trino: '0' },
  { sql: 'SELECT ARRAY[1, 2][3]', duckdb: 'null', trino: 'fails' },
  { sql: "SELECT TIMESTAMP '2026-11-22 09:00:00' >= '2026-11-22'", duckdb: 'true', trino: 'fails' },
  { sql: 'SELECT type AS t FROM atlassian_audit WHERE false GROUP BY t', duckdb: 'nothing', trino: 'fails' },
  {
    sql: 'SELECT c.id FROM atlassian_audit CROSS JOIN UNNEST(attributes.context) AS t(c) WHERE false',
    duckdb: 'nothing',
    trino: 'fails',
  },
  { sql: "SELECT 'User' ILIKE 'user'", duckdb: 'true', trino: 'fails' },
  { sql: `SELECT json_extract_scalar('{"x y":"1"}', '$."x y"')`, duckdb: '"1"', trino: 'fails' },
  { sql: `SELECT json_extract_scalar('{"x y":"1"}', '$["x y"]')`, duckdb: 'fails', trino: '"1"' },
  { sql: "SELECT regexp_like('user_login', '^user_')", duckdb: 'fails', trino: 'true' },
  { sql: "SELECT date_format(TIMESTAMP '2026-11-22 09:00:00', '%Y')", duckdb: 'fails', trino: '"2026"' },
  {
    sql: "SELECT date_diff('second', TIMESTAMP '2026-11-22 09:00:00.900', TIMESTAMP '2026-11-22 09:00:01.100')",
    duckdb: '1',
    trino: '0',
  },
  { sql: "SELECT min_by(a, b) FROM (VALUES (NULL, 1), ('x', 2)) AS t(a, b)", duckdb: '"x"', trino: 'null' },
  { sql: `SELECT json_extract_scalar('{"a":"\\ud800"}', '$.a')`, duckdb: 'null', trino: '"?"' },
  { sql: `SELECT json_extract_scalar('{"a":1e-400}', '$.a')`, duckdb: '"0.0"', trino: '"1e-400"' },
  { sql: `SELECT json_extract_scalar('{"a":1.5e+214}', '$.a')`, duckdb: '"1.5e214"', trino: '"1.5e+214"' },
  {
    sql: `SELECT json_extract_scalar('{"a":0.1234567890123456789}', '$.a')`,
    duckdb: '"0.12345678901234568"',
    trino: '"0.1234567890123456789"',
  },
  {
    sql: "SELECT json_format(CAST(ARRAY['🏴'] AS JSON))",
    duckdb: '"[\\"🏴\\"]"',
    trino: '"[\\"\\\\uD83C\\\\uDFF4\\"]"',
  },
];

/** What is the same, although it differs in other dialects. */
export const SAME: readonly (readonly [sql: string, value: string])[] = [
  ['SELECT 1/2.0 = 0.5', 'true'],
  ['SELECT element_at(ARRAY[1, 2], 3)', 'null'],
  ['SELECT element_at(ARRAY[1, 2], -1)', '2'],
  ['SELECT cardinality(ARRAY[1, 2])', '2'],
  ["SELECT date_trunc('hour', TIMESTAMP '2026-11-22 09:30:00') = TIMESTAMP '2026-11-22 09:00:00'", 'true'],
  ["SELECT from_iso8601_timestamp('2026-11-22T09:30:00Z') = TIMESTAMP '2026-11-22 09:30:00 UTC'", 'true'],
  ["SELECT count(*) FROM UNNEST(ARRAY['a', 'b']) AS t(e)", '2'],
  ['SELECT count(P_ROW_ID) FROM ATLASSIAN_AUDIT WHERE false', '0'],
  ["SELECT approx_distinct(x) FROM (VALUES ('a'), ('b')) AS t(x)", '2'],
  ["SELECT arbitrary(x) FROM (VALUES ('a')) AS t(x)", '"a"'],
];
