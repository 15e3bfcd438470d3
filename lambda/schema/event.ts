import { isObject } from './canonical-json';
import type { Field, FieldType, Schema } from './language';

/** Free-form JSON, such as `attributes.context[].attributes` or `actionParams`. Read it with `deepGet`. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };

/** An event of a schema: its typed fields, each optional unless the schema requires it, and Keepwatch's own columns. */
export type SchemaEvent<S extends Schema> = FieldsOf<S['fields']> & Columns<S['schema']>;

/** Keepwatch's own columns. Times are `YYYY-MM-DD HH:MM:SS.fff`, UTC. */
interface Columns<Name extends string> {
  readonly p_log_type: Name;
  readonly p_row_id: string;
  readonly p_event_time: string;
  readonly p_parse_time: string;
  readonly p_source_label: string;
  readonly p_source_file: string;
  readonly p_any_ip_addresses?: readonly string[];
  readonly p_any_domain_names?: readonly string[];
  readonly p_any_emails?: readonly string[];
  readonly p_any_usernames?: readonly string[];
  readonly p_any_actor_ids?: readonly string[];
  readonly p_any_trace_ids?: readonly string[];
}

type FieldsOf<F extends readonly Field[]> = {
  readonly [E in F[number] as E extends { required: true } ? E['name'] : never]: ValueOf<E>;
} & {
  readonly [E in F[number] as E extends { required: true } ? never : E['name']]?: ValueOf<E> | null;
};

type ValueOf<F extends FieldType> = F extends { type: 'string' | 'timestamp' }
  ? string
  : F extends { type: 'int' | 'smallint' | 'bigint' | 'float' }
    ? number
    : F extends { type: 'boolean' }
      ? boolean
      : F extends { type: 'array'; element: infer E extends FieldType }
        ? readonly (ValueOf<E> | null)[]
        : F extends { type: 'object'; fields: infer Fs extends readonly Field[] }
          ? FieldsOf<Fs>
          : Json;

/** Parses, in place, the fields of a row that are JSON text in the lake. */
export type JsonFieldParser = (row: unknown) => void;

/** Compiles the parser of a schema's fields of type `json`. */
export function jsonFieldParser({ fields }: Schema): JsonFieldParser {
  return objectParser(fields) ?? (() => {});
}

// Undefined when no field below is of type json: most fields need no visit.
function parserOf(type: FieldType): JsonFieldParser | undefined {
  switch (type.type) {
    case 'object':
      return objectParser(type.fields);
    case 'array': {
      const parse = parserOf(type.element);
      return parse && ((list) => Array.isArray(list) && list.map(parse));
    }
    default:
      return undefined;
  }
}

function objectParser(fields: readonly Field[]): JsonFieldParser | undefined {
  const texts = fields.filter(({ type }) => type === 'json').map(({ name }) => name);
  const inner = fields.flatMap((field) => {
    const parse = parserOf(field);
    return parse ? [[field.name, parse] as const] : [];
  });
  if (texts.length === 0 && inner.length === 0) return undefined;
  return (object) => {
    if (!isObject(object)) return;
    for (const name of texts) {
      const text = object[name];
      if (typeof text === 'string') Object.assign(object, { [name]: JSON.parse(text) });
    }
    for (const [name, parse] of inner) parse(object[name]);
  };
}
