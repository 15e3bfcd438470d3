import { lakeTime, parseUtc } from '../../lambda/schema/timestamp';
import { terminalText } from '../terminal-text';
import { QueryError } from './query-engine';

const UNITS_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const LENGTH = /^\s*(\d{1,6})\s*(s|m|h|d|w|seconds?|minutes?|hours?|days?|weeks?)\s*$/i;

// What is no macro, though it may look like one, is passed over: comments, texts, quoted names.
const PIECES = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|\bp_occurs_(\w+)\s*\(([^()]*)\)/gi;

// Epoch milliseconds. What is after a time begins with it, and what is before it ends short of it: nothing is in both.
interface Span {
  readonly from?: number;
  readonly through?: number;
  readonly before?: number;
}

/**
 * Replaces Panther's macros in a query by conditions on `p_event_time` and on the partition, so that no other day is read:
 * `p_occurs_since('1 day')`, `p_occurs_between('…', '…')`, `p_occurs_after('…')`, `p_occurs_before('…')`, each with the
 * name of a table as a further argument where a query has several. `now` is in epoch milliseconds.
 * Throws `QueryError`.
 */
export function expandOccurs(sql: string, now: number): string {
  return sql.replace(PIECES, (piece: string, name: string | undefined, given: string | undefined) => {
    if (name === undefined || given === undefined) return piece;
    return condition(name.toLowerCase(), argumentsOf(given), now, piece);
  });
}

function argumentsOf(text: string): readonly string[] {
  return [...text.matchAll(/'((?:[^']|'')*)'|[^\s,]+/g)].map(([whole, quoted]) => quoted ?? whole);
}

function condition(name: string, given: readonly string[], now: number, piece: string): string {
  const count = name === 'between' ? 2 : 1;
  const span = spanOf(name, given, now);
  const alias = given[count];
  if (!span || given.length > count + 1 || (alias !== undefined && !/^\w+$/.test(alias))) throw misused(piece);
  const table = alias === undefined ? '' : `${alias}.`;
  const bounds = [
    ...(span.from === undefined ? [] : conditionsOf(table, '>=', span.from)),
    ...(span.through === undefined ? [] : conditionsOf(table, '<=', span.through)),
    ...(span.before === undefined ? [] : conditionsOf(table, '<', span.before)),
  ];
  return `(${bounds.join(' AND ')})`;
}

function conditionsOf(table: string, operator: '>=' | '<=' | '<', time: number): readonly string[] {
  const text = lakeTime(time);
  const ofDays = operator === '>=' ? '>=' : '<=';
  return [`${table}p_event_time ${operator} TIMESTAMP '${text}'`, `${table}date ${ofDays} '${text.slice(0, 10)}'`];
}

function spanOf(name: string, [first = '', second = '']: readonly string[], now: number): Span | undefined {
  const [from, to] = [timeOf(first), timeOf(second)];
  switch (name) {
    case 'since': {
      const ago = lengthOf(first);
      return ago === undefined ? undefined : { from: now - ago };
    }
    case 'between':
      return from === undefined || to === undefined ? undefined : { from, through: to };
    case 'after':
      return from === undefined ? undefined : { from };
    case 'before':
      return from === undefined ? undefined : { before: from };
    default:
      return undefined;
  }
}

function lengthOf(text: string): number | undefined {
  const [, count, unit = ''] = LENGTH.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (UNITS_MS[unit.charAt(0).toLowerCase()] ?? Number.NaN);
}

function timeOf(text: string): number | undefined {
  return parseUtc(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
}

function misused(piece: string): QueryError {
  return new QueryError(
    `${terminalText(piece)} cannot be understood; use p_occurs_since('1 day'), p_occurs_between('2026-11-01', '2026-11-02 12:00:00'), p_occurs_after('2026-11-01') or p_occurs_before('2026-11-01'), UTC, with the name of a table as a last argument where there are several.`,
  );
}
