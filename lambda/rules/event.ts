import type { LogType } from '../names';
import type { atlassianAudit } from '../schema/atlassian-audit';
import { isObject } from '../schema/canonical-json';
import type { Field, FieldType } from '../schema/language';
import type { pantherAudit } from '../schema/panther-audit';
import { SCHEMAS } from '../schema/schemas';

/** Free-form JSON, as it stands in fields like `attributes.context[].attributes` or `actionParams`. Read it with `deepGet`. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };

/** What a rule gets of a log type: the typed fields of its schema, each optional unless required there, and Keepwatch's columns. */
export type EventOf<L extends LogType> = { [T in L]: FieldsOf<(typeof SCHEMAS)[T]['fields']> & Columns<T> }[L];

/** An event of Atlassian's organization audit log. */
export type AtlassianEvent = EventOf<(typeof atlassianAudit)['schema']>;
/** An event of Panther's audit log. */
export type PantherEvent = EventOf<(typeof pantherAudit)['schema']>;
/** Any event. */
export type AuditEvent = EventOf<LogType>;

/** Keepwatch's own columns. Times are `YYYY-MM-DD HH:MM:SS.fff`, UTC. */
interface Columns<L extends LogType> {
  readonly p_log_type: L;
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

/**
 * Reads a row of the lake as a rule gets it: fields of type `json`, which are text there, parsed.
 * The row is one that Keepwatch wrote: it fits the schema of its log type.
 */
export function readEvent<L extends LogType>(logType: L, row: string): EventOf<L> {
  const event: EventOf<L> = JSON.parse(row);
  parseJsonFields(logType, event);
  return event;
}

/** Parses, in place, the fields of a row that are of type `json`. */
export function parseJsonFields<L extends LogType>(logType: L, row: EventOf<L>): void {
  PARSERS[logType](row);
}

/** Makes an event one that no rule can change, at every depth. */
export function freezeEvent(event: AuditEvent): void {
  freeze(event);
}

function freeze(value: unknown): void {
  if (!isObject(value) && !Array.isArray(value)) return;
  for (const inner of Object.values(value)) freeze(inner);
  Object.freeze(value);
}

/** Parses what is text in the lake, in place. */
type Parser = (value: unknown) => void;

const PARSERS: Readonly<Record<LogType, Parser>> = {
  'Atlassian.Audit': objectParser(SCHEMAS['Atlassian.Audit'].fields) ?? (() => {}),
  'Panther.Audit': objectParser(SCHEMAS['Panther.Audit'].fields) ?? (() => {}),
};

// Undefined where nothing below is of type json: of most fields nothing has to be looked at.
function parserOf(type: FieldType): Parser | undefined {
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

function objectParser(fields: readonly Field[]): Parser | undefined {
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
