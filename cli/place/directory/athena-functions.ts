/**
 * Functions of Athena that DuckDB lacks or names differently, as far as the saved queries use them. https://trino.io/docs/current/functions.html
 */
export const ATHENA_FUNCTIONS: readonly string[] = [
  // Null for anything that is not JSON, not a scalar, or missing.
  `CREATE MACRO json_extract_scalar(json, path) AS CASE
     WHEN json_valid(json) AND json_type(json, path) NOT IN ('OBJECT', 'ARRAY') THEN json_extract_string(json, path)
   END`,
  'CREATE MACRO cardinality(list) AS len(list)',
  'CREATE MACRO element_at(list, n) AS list_extract(list, n)',
  'CREATE MACRO approx_distinct(value) AS approx_count_distinct(value)',
  'CREATE MACRO arbitrary(value) AS any_value(value)',
  'CREATE MACRO approx_percentile(value, part) AS approx_quantile(value, part)',
  'CREATE MACRO json_format(json) AS CAST(json AS VARCHAR)',
  'CREATE MACRO from_iso8601_timestamp(text) AS CAST(text AS TIMESTAMPTZ)',
];
