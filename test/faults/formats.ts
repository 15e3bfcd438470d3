/** An object of JSON. */
export type Json = { readonly [name: string]: unknown };

/**
 * What the checks know of the records of one kind of source, as the design states it: none of this is the product's code.
 * Rows are those of the lake, without what Keepwatch adds to them.
 */
export interface Format {
  /** The table of its events. */
  readonly table: string;
  /** What of a capture's body came from outside, as it came; in parts, where a capture takes several. */
  cameAs(body: Uint8Array): readonly Uint8Array[];
  /** The records of a body. */
  recordsIn(body: Uint8Array): readonly unknown[];
  /** What of a record makes it this one. */
  essenceOf(record: unknown): unknown;
  /** The same of the row that an event became. */
  essenceOfRow(row: Json): unknown;
  /** When the event of a row happened, in ISO 8601; undefined when it does not say. */
  timeOf(row: Json): string | undefined;
  /** What detections of this suite look at; undefined when the record is no event. */
  watchedIn(record: unknown): { readonly n: number; readonly time: string | undefined } | undefined;
}

/** `{"data": [...]}`; a record is what it is. */
export const ATLASSIAN: Format = {
  table: 'atlassian_audit',
  cameAs: (body) => [body],
  recordsIn: (body) => asList(parsedObject(body).data),
  essenceOf: (record) => record,
  essenceOfRow: (row) => row,
  timeOf: ({ attributes }) => textIn(attributes, 'time'),
  watchedIn: (record) =>
    isJson(record) && isJson(record.attributes)
      ? { n: Number(record.n ?? 0), time: textIn(record.attributes, 'time') }
      : undefined,
};

/** Results of a query; a record is its row without the columns that Panther adds. */
export const PANTHER: Format = {
  table: 'panther_audit',
  cameAs: (body) => [body],
  recordsIn(body) {
    const { results } = asObject(asObject(parsedObject(body).data).dataLakeQuery);
    return asList(asObject(results).edges).map((edge) => asObject(edge).node);
  },
  essenceOf: (record) =>
    isJson(record) ? Object.fromEntries(Object.entries(record).filter(([name]) => !name.startsWith('p_'))) : record,
  essenceOfRow: (row) => row,
  timeOf: (row) => textIn(row, 'timestamp')?.replace(/^(\S+) (\S+)$/, '$1T$2Z'),
  watchedIn: (record) =>
    isJson(record) && 'timestamp' in record ? { n: Number(record.n ?? 0), time: PANTHER.timeOf(record) } : undefined,
};

/**
 * `{"kept": [...]}`, which Keepwatch makes of the events that it is given, and of what it tells of itself. The row of an event
 * holds all of it, in two fields; that of an action all but its id, which nobody else knows.
 */
export const TRAIL: Format = {
  table: 'panther_audit',
  cameAs: (body) => TRAIL.recordsIn(body).map((kept) => Buffer.from(JSON.stringify(TRAIL.essenceOf(kept)))),
  recordsIn: (body) => asList(parsedObject(body).kept),
  essenceOf(record) {
    const { event, action, receivedAt: at } = asObject(record);
    if (action === undefined) return event;
    const { name, description, result, actor, parameters, about } = asObject(action);
    return { name, description, result, actor, parameters, about, at };
  },
  essenceOfRow(row) {
    const parameters = asObject(JSON.parse(String(row.actionParams)));
    if (typeof row.actionDetails === 'string') {
      // Details have the parameters only if they are not an object: CloudTrail sends null with a refused call.
      return { requestParameters: parameters.dynamic, ...asObject(JSON.parse(row.actionDetails)) };
    }
    const { actionName: name, actionDescription: description, actionResult: result, actor, timestamp: at } = row;
    const { dynamic, static: of } = parameters;
    return { name, description, result, actor, parameters: dynamic, about: asObject(of).name, at };
  },
  timeOf: (row) => textIn(row, 'timestamp'),
  watchedIn(record) {
    const event = asObject(asObject(record).event);
    return { n: Number(event.n ?? 0), time: textIn(event, 'eventTime') };
  },
};

/** Throws for any other value. */
export function asObject(value: unknown): Json {
  if (!isJson(value)) throw new Error(`Expected object, received ${JSON.stringify(value)}.`);
  return value;
}

/** Throws for any other value. */
export function asList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`Expected array, received ${JSON.stringify(value)}.`);
  return value;
}

/** Throws when the bytes are no object of JSON. */
export function parsedObject(bytes: Uint8Array): Json {
  return asObject(JSON.parse(Buffer.from(bytes).toString()));
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textIn(value: unknown, name: string): string | undefined {
  const text = isJson(value) ? value[name] : undefined;
  return typeof text === 'string' ? text : undefined;
}
