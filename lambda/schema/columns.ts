import type { Field, FieldType } from './language';

/** A single value. `timestamp` is `YYYY-MM-DD HH:MM:SS.fff`, UTC. */
export type ScalarType = 'string' | 'boolean' | 'smallint' | 'int' | 'bigint' | 'double' | 'timestamp';

/** What a column of the lake holds, for whichever engine reads it. */
export type ColumnType =
  | ScalarType
  | { readonly kind: 'array'; readonly element: ColumnType }
  | { readonly kind: 'struct'; readonly columns: readonly Column[] };

/** A named column of a table, or of a struct. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly description: string;
}

/** The columns in which fields of a schema stand. */
export function columnsOf(fields: readonly Field[]): readonly Column[] {
  return fields.map((field) => ({ name: field.name, type: columnType(field), description: field.description }));
}

// The times of a record are kept as they were sent, in whatever format: text. Those of Keepwatch's columns are times.
function columnType(field: FieldType): ColumnType {
  switch (field.type) {
    case 'string':
    case 'timestamp':
    case 'json':
      return 'string';
    case 'float':
      return 'double';
    case 'int':
    case 'smallint':
    case 'bigint':
    case 'boolean':
      return field.type;
    case 'array':
      return { kind: 'array', element: columnType(field.element) };
    case 'object':
      return { kind: 'struct', columns: columnsOf(field.fields) };
  }
}
