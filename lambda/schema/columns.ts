import type { Field, FieldType } from './language';

/** A single value. `timestamp` is `YYYY-MM-DD HH:MM:SS.fff`, UTC. */
export type ScalarType = 'string' | 'boolean' | 'smallint' | 'int' | 'bigint' | 'double' | 'timestamp';

/** The type of a column of the lake, for every query engine. */
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

/** The columns of a schema's fields. */
export function columnsOf(fields: readonly Field[]): readonly Column[] {
  return fields.map((field) => ({ name: field.name, type: columnType(field), description: field.description }));
}

// A record's own times keep the text that was sent. Only Keepwatch's columns have the type timestamp.
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
