import type { Column, ColumnType } from '../../../lambda/schema/columns';
import { identifier } from '../../../queries/sql-text';

/** A column as DuckDB declares it: its name, quoted, and its type. */
export function duckdbColumn({ name, type }: Column): readonly [name: string, type: string] {
  return [identifier(name), duckdbType(type)];
}

// https://duckdb.org/docs/stable/sql/data_types/overview
function duckdbType(type: ColumnType): string {
  switch (type) {
    case 'string':
      return 'VARCHAR';
    case 'int':
      return 'INTEGER';
    case 'boolean':
    case 'smallint':
    case 'bigint':
    case 'double':
    case 'timestamp':
      return type.toUpperCase();
    default:
      return type.kind === 'array' ? `${duckdbType(type.element)}[]` : structOf(type.columns);
  }
}

function structOf(columns: readonly Column[]): string {
  return `STRUCT(${columns.map((column) => duckdbColumn(column).join(' ')).join(', ')})`;
}
