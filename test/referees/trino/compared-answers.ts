import { isObject } from '../../../lambda/schema/canonical-json';

/** An answer of either engine. */
export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

const LONGEST_VALUE = 120;

/**
 * Where the answers of DuckDB and Trino differ; undefined if they are equal, row by row and in the same order. Names of fields are
 * compared without case, times without trailing zeros, and texts without a byte order mark, as docs/search.md says.
 */
export function differenceOf(duckdb: Answer, trino: Answer): string | undefined {
  const [left, right] = [comparable(duckdb), comparable(trino)];
  if (JSON.stringify(left.columns) !== JSON.stringify(right.columns)) {
    return `columns: DuckDB has ${left.columns.join(', ')}; Trino has ${right.columns.join(', ')}`;
  }
  if (left.rows.length !== right.rows.length) {
    const missing = onlyIn(left.rows, right.rows) ?? onlyIn(right.rows, left.rows);
    return `DuckDB has ${left.rows.length} rows, Trino ${right.rows.length}; only one has ${clip(missing)}`;
  }
  const at = left.rows.findIndex((row, i) => JSON.stringify(row) !== JSON.stringify(right.rows[i]));
  if (at === -1) return undefined;
  if (onlyIn(left.rows, right.rows) === undefined) return `row ${at + 1}: the same rows in another order`;
  const [ours, theirs] = [left.rows[at] ?? [], right.rows[at] ?? []];
  const column = ours.findIndex((value, i) => JSON.stringify(value) !== JSON.stringify(theirs[i]));
  return `row ${at + 1}, column ${left.columns[column]}: DuckDB ${clip(ours[column])}, Trino ${clip(theirs[column])}`;
}

function comparable({ columns, rows }: Answer): Answer {
  return { columns: columns.map((name) => name.toLowerCase()), rows: rows.map((row) => row.map(comparableValue)) };
}

function comparableValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparableValue);
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name.toLowerCase(), comparableValue(each)]));
  }
  if (typeof value !== 'string') return value;
  const text = value.replace(/^\ufeff/, '');
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+$/.test(text) ? text.replace(/\.?0+$/, '') : text;
}

function onlyIn(these: Answer['rows'], those: Answer['rows']): readonly unknown[] | undefined {
  const known = new Set(those.map((row) => JSON.stringify(row)));
  return these.find((row) => !known.has(JSON.stringify(row)));
}

function clip(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
