import { SettingError } from '../lambda/errors';
import { clipped, UNPRINTABLE } from '../lambda/schema/printable';
import { lakeTime, parseSpan, parseUtc } from '../lambda/schema/timestamp';

const DAY_MS = 86_400_000;

// Matches comments, strings and quoted names too, so that nothing in them is taken for a macro.
const PIECES =
  /--[^\n]*|\/\*[\s\S]*?\*\/|'[^']*(?:''[^']*)*'|"[^"]*(?:""[^"]*)*"|\bp_occurs_(\w+)\s*\(((?:'[^']*'|[^()'])*)\)/gi;

// A bound of p_event_time as SQL, and its day.
interface Bound {
  readonly operator: '>=' | '<=' | '<';
  readonly time: string;
  readonly day: string;
}

/**
 * Replaces Panther's macros in a query by conditions on `p_event_time` and on the partition, so that only these days are read:
 * `p_occurs_since('1 day')`, `p_occurs_between('…', '…')`, `p_occurs_after('…')`, `p_occurs_before('…')`, each with the
 * name of a table as a further argument where a query has several. `now` is in epoch milliseconds; without it,
 * conditions are relative to the time at which the query runs.
 * Throws `SettingError`.
 */
export function expandOccurs(sql: string, now?: number): string {
  return sql.replace(PIECES, (piece: string, name: string | undefined, given: string | undefined) => {
    if (name === undefined || given === undefined) return piece;
    return condition(name.toLowerCase(), argumentsOf(given), now, piece);
  });
}

function argumentsOf(text: string): readonly string[] {
  return [...text.matchAll(/'((?:[^']|'')*)'|[^\s,]+/g)].map(([whole, quoted]) => quoted ?? whole);
}

function condition(name: string, given: readonly string[], now: number | undefined, piece: string): string {
  const count = name === 'between' ? 2 : 1;
  const bounds = boundsOf(name, given, now);
  const alias = given[count];
  if (!bounds || given.length > count + 1 || (alias !== undefined && !/^\w+$/.test(alias))) throw misused(piece);
  const table = alias === undefined ? '' : `${alias}.`;
  const conditions = bounds.map(
    ({ operator, time, day }) =>
      `${table}p_event_time ${operator} ${time} AND ${table}date ${operator === '>=' ? '>=' : '<='} ${day}`,
  );
  return `(${conditions.join(' AND ')})`;
}

// `after` includes the time and `before` excludes it, so that no event is in both.
function boundsOf(
  name: string,
  [first = '', second = '']: readonly string[],
  now: number | undefined,
): readonly Bound[] | undefined {
  const [from, to] = [timeOf(first), timeOf(second)];
  const ago = parseSpan(first);
  switch (name) {
    case 'since':
      if (ago === undefined) return undefined;
      return [now === undefined ? relativeBound(ago) : bound('>=', Math.max(0, now - ago))];
    case 'between':
      if (from === undefined || to === undefined || from > to) return undefined;
      return [bound('>=', from), bound('<=', to)];
    case 'after':
      return from === undefined ? undefined : [bound('>=', from)];
    case 'before':
      return from === undefined ? undefined : [bound('<', from)];
    default:
      return undefined;
  }
}

function bound(operator: Bound['operator'], time: number): Bound {
  const text = lakeTime(time);
  return { operator, time: `TIMESTAMP '${text}'`, day: `'${text.slice(0, 10)}'` };
}

// Athena's SQL. The time zone of its sessions is UTC.
function relativeBound(ago: number): Bound {
  const days = ago / DAY_MS;
  const length = Number.isInteger(days) ? `'${days}' DAY` : `'${ago / 1_000}' SECOND`;
  const time = `localtimestamp - INTERVAL ${length}`;
  return { operator: '>=', time, day: `date_format(${time}, '%Y-%m-%d')` };
}

function timeOf(text: string): number | undefined {
  return parseUtc(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
}

function misused(piece: string): SettingError {
  return new SettingError(
    `${clipped(piece.replace(UNPRINTABLE, '\ufffd'), 80)} is not a valid macro. Use p_occurs_since('1 day'), p_occurs_between('2026-11-01', '2026-11-02 12:00:00'), p_occurs_after('2026-11-01') or p_occurs_before('2026-11-01'), UTC. In a query with several tables, add the table's name as last argument.`,
  );
}
