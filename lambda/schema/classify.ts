import { isObject } from './canonical-json';
import { IndicatorColumns } from './indicators';
import { JsonText, setField } from './json-text';
import type { Field, FieldType, Indicator, Schema } from './language';
import { clipped } from './printable';
import { parseRfc3339, parseUnix, parseUtc } from './timestamp';
import { hasTwinNames } from './twin-names';

/** A record after classification: an event, or a failure with its place and reason. */
export type Classified =
  | {
      readonly kind: 'event';
      /** The record's own fields, unknown ones included. */
      readonly fields: Readonly<Record<string, unknown>>;
      /** Epoch milliseconds of the first event time in schema order; undefined when the record has none. */
      readonly eventTime: number | undefined;
      readonly indicators: ReturnType<IndicatorColumns['columns']>;
    }
  | { readonly kind: 'failure'; readonly path: string; readonly reason: string };

/** Classifies a record. */
export type Classifier = (record: unknown) => Classified;

// Readers of the lake (Athena's SerDe, DuckDB) recurse. No known record comes near a hundred levels.
const MAX_DEPTH = 100;

/** Compiles a schema. The classifier never throws and never changes the record. */
export function classifierFor(schema: Schema): Classifier {
  const readFields = objectReader(schema.fields);
  return (record) => {
    if (!isObject(record))
      return { kind: 'failure', path: '', reason: `expected object, received ${typeName(record)}` };
    if (isDeeperThan(record, MAX_DEPTH)) {
      return { kind: 'failure', path: '', reason: `nested deeper than ${MAX_DEPTH} levels` };
    }
    // Athena treats names that differ only in case as one column.
    const reserved = Object.keys(record).find((key) => /^p_/i.test(key));
    if (reserved !== undefined) {
      return { kind: 'failure', path: reserved, reason: 'names that begin with p_ are reserved for Keepwatch' };
    }
    const found: Found = { eventTime: undefined, indicators: new IndicatorColumns() };
    const result = readFields(record, '', found);
    if (result.kind === 'failure') return result;
    return {
      kind: 'event',
      fields: result.value,
      eventTime: found.eventTime,
      indicators: found.indicators.columns(),
    };
  };
}

interface Found {
  eventTime: number | undefined;
  readonly indicators: IndicatorColumns;
}
type Failure = { readonly kind: 'failure'; readonly path: string; readonly reason: string };
type Read<T> = { readonly kind: 'value'; readonly value: T } | Failure;
type Reader<T = unknown> = (value: unknown, path: string, found: Found) => Read<T>;

function objectReader(fields: readonly Field[]): Reader<Readonly<Record<string, unknown>>> {
  const known = fields.map((field) => ({ ...field, read: valueReader(field) }));
  const knownNames = new Set(fields.map((field) => field.name));
  // https://docs.aws.amazon.com/athena/latest/ug/openx-json-serde.html: two such names make a whole table unreadable.
  const lowerNames = new Set(fields.map((field) => field.name.toLowerCase()));
  return (object, path, found) => {
    if (!isObject(object)) return failure(path, `expected object, received ${typeName(object)}`);
    const row: Record<string, unknown> = {};
    for (const { name, type, required, read } of known) {
      const value = Object.hasOwn(object, name) ? object[name] : undefined;
      const absent = value === undefined || value === null || (type === 'timestamp' && value === '');
      if (absent && required) return failure(join(path, name), 'required, but missing or null');
      if (value === undefined) continue;
      const result = value === null ? NULL : read(value, join(path, name), found);
      if (result.kind === 'failure') return result;
      setField(row, name, result.value);
    }
    const unknown = new Set<string>();
    for (const key of Object.keys(object)) {
      if (knownNames.has(key)) continue;
      const lower = key.toLowerCase();
      if (lowerNames.has(lower) || unknown.has(lower)) {
        return failure(join(path, key), 'differs from another name only in case');
      }
      unknown.add(lower);
      setField(row, key, hasTwinNames(object[key]) ? JSON.stringify(object[key]) : object[key]);
    }
    return { kind: 'value', value: row };
  };
}

const NULL = { kind: 'value', value: null } as const;

function valueReader(type: FieldType): Reader {
  switch (type.type) {
    case 'string':
      return stringReader(type.indicators ?? [], type.validate?.allow);
    case 'timestamp':
      return timestampReader(type);
    case 'int':
      return integerReader('32-bit integer', -(2 ** 31), 2 ** 31 - 1);
    case 'smallint':
      return integerReader('16-bit integer', -(2 ** 15), 2 ** 15 - 1);
    case 'bigint':
      return bigintReader;
    case 'float':
      return floatReader;
    case 'boolean':
      return (value, path) =>
        typeof value === 'boolean'
          ? { kind: 'value', value }
          : failure(path, `expected boolean, received ${typeName(value)}`);
    case 'array':
      return arrayReader(valueReader(type.element));
    case 'object':
      return objectReader(type.fields);
    case 'json':
      return jsonReader(Object.entries(type.indicatorsAt ?? {}));
  }
}

function stringReader(indicators: readonly Indicator[], allowed?: readonly string[]): Reader {
  return (value, path, found) => {
    if (!isText(value)) return failure(path, `expected string, received ${typeName(value)}`);
    const text = String(value);
    if (allowed?.includes(text) === false)
      return failure(path, `expected ${allowed.join(' or ')}, received ${quoted(text)}`);
    for (const indicator of indicators) found.indicators.add(indicator, text);
    return { kind: 'value', value: text };
  };
}

function timestampReader(type: Extract<FieldType, { type: 'timestamp' }>): Reader {
  return (value, path, found) => {
    if (value === '') return { kind: 'value', value };
    const time = parseTime(value, type.timeFormat);
    if (time === undefined)
      return failure(path, `expected time in the format ${type.timeFormat}, received ${typeName(value)}`);
    if (type.isEventTime) found.eventTime ??= time;
    return { kind: 'value', value };
  };
}

function parseTime(value: unknown, format: Extract<FieldType, { type: 'timestamp' }>['timeFormat']) {
  switch (format) {
    case 'rfc3339':
      return typeof value === 'string' ? parseRfc3339(value) : undefined;
    case 'utc':
      return typeof value === 'string' ? parseUtc(value) : undefined;
    case 'unix':
    case 'unix_ms':
      return typeof value === 'string' || typeof value === 'number'
        ? parseUnix(value, format === 'unix' ? 'seconds' : 'milliseconds')
        : undefined;
  }
}

function integerReader(expected: string, least: number, most: number): Reader {
  return (value, path) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most
      ? { kind: 'value', value }
      : failure(path, `expected ${expected}, received ${typeName(value)}`);
}

// A double rounds by its nature.
const floatReader: Reader = (value, path) => {
  const number = isLongNumber(value) ? Number(value.text) : value;
  return Number.isFinite(number)
    ? { kind: 'value', value: number }
    : failure(path, `expected number, received ${typeName(value)}`);
};

const bigintReader: Reader = (value, path) =>
  Number.isInteger(value) || (isText(value) && /^-?\d{1,400}$/.test(String(value)))
    ? { kind: 'value', value }
    : failure(path, `expected integer, received ${typeName(value)}`);

function arrayReader(readElement: Reader): Reader {
  return (value, path, found) => {
    if (!Array.isArray(value)) return failure(path, `expected array, received ${typeName(value)}`);
    const elements: unknown[] = [];
    for (const [i, element] of value.entries()) {
      if (element === null) {
        elements.push(null);
        continue;
      }
      const result = readElement(element, `${path}[${i}]`, found);
      if (result.kind === 'failure') return result;
      elements.push(result.value);
    }
    return { kind: 'value', value: elements };
  };
}

function jsonReader(indicatorsAt: readonly (readonly [string, readonly Indicator[]])[]): Reader {
  return (value, _path, found) => {
    for (const [key, indicators] of indicatorsAt) {
      const inner = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
      if (isText(inner)) for (const indicator of indicators) found.indicators.add(indicator, String(inner));
    }
    return { kind: 'value', value: JSON.stringify(value) };
  };
}

function isText(value: unknown): value is string | number | boolean | JsonText {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || isLongNumber(value);
}

function isLongNumber(value: unknown): value is JsonText {
  return value instanceof JsonText && value.kind === 'number';
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null || value instanceof JsonText) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}

function failure(path: string, reason: string): Failure {
  return { kind: 'failure', path, reason };
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function quoted(text: string): string {
  return JSON.stringify(clipped(text, 80));
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (isObject(value)) return 'object';
  if (value instanceof JsonText)
    return value.kind === 'number' ? 'a number too long for JavaScript' : 'object with a repeated name';
  return typeof value === 'string' ? 'string' : `${typeof value} ${String(value)}`;
}
