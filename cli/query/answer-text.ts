import { stringify } from 'csv-stringify/sync';
import { escapeUnprintable, printableJson } from '../../lambda/schema/printable';
import type { QueryAnswer, QueryValue } from '../place/query-engine';
import { onOutput } from '../terminal/colours';
import { tableText, terminalWidth } from '../terminal/plain-table';
import { terminalText } from '../terminal/terminal-text';

/** Formats of an answer. */
export const ANSWER_FORMATS = ['table', 'json', 'csv'] as const;
/** One of the ways. */
export type AnswerFormat = (typeof ANSWER_FORMATS)[number];

// Enough to read; more belongs into a file.
const MOST_ROWS = 1_000;
const LONGEST_CELL = 300;
// A narrower column is not readable.
const NARROWEST = 14;
// A time, with the blanks after it.
const LONGEST_WHOLE = 25;

/** An answer as text, piece by piece. A table has at most 1,000 rows, and says when there are more. */
export function answerText(answer: QueryAnswer, format: AnswerFormat): AsyncIterable<string> {
  switch (format) {
    case 'table':
      return asTable(answer);
    case 'json':
      return asJson(answer);
    case 'csv':
      return asCsv(answer);
  }
}

async function* asTable({ columns, rows }: QueryAnswer): AsyncIterable<string> {
  const shown: string[][] = [];
  let more = false;
  for await (const row of rows) {
    more = shown.length === MOST_ROWS;
    if (more) break;
    shown.push(row.map(cellText));
  }
  const titles = columns.map((name) => terminalText(name));
  const divided = shares(titles, shown);
  if (shown.length > 0) {
    yield divided === undefined
      ? `${shown.map((cells, i) => recordText(titles, cells, i)).join('\n')}\n`
      : `${tableText({ titles, shares: divided }, shown)}\n\n`;
  }
  const count = shown.length === 1 ? '1 row' : `${shown.length.toLocaleString('en-US')} rows`;
  yield more ? `First ${count}. To get all, use --output csv or json.\n` : `${count}.\n`;
}

// All columns whole; else the short ones whole, while the others share the rest. Undefined when that does not fit.
function shares(titles: readonly string[], rows: readonly (readonly string[])[]): readonly number[] | undefined {
  const widths = titles.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)) + 2);
  const whole = [Number.POSITIVE_INFINITY, LONGEST_WHOLE, NARROWEST].find((longest) => {
    const left = widths.map((width) => (width <= longest ? width : NARROWEST));
    return left.reduce((sum, width) => sum + width, 0) <= terminalWidth();
  });
  return whole === undefined ? undefined : widths.map((width) => (width <= whole ? 0 : 1));
}

function recordText(titles: readonly string[], cells: readonly string[], position: number): string {
  const longest = Math.max(...titles.map(({ length }) => length));
  const lines = titles.flatMap((title, i) => {
    const cell = cells[i] ?? '';
    return cell === '' ? [] : [`${onOutput.dim(title.padEnd(longest))}  ${cell}`];
  });
  return [onOutput.bold(`Row ${position + 1}`), ...lines, ''].join('\n');
}

function cellText(value: QueryValue): string {
  if (value === null) return '';
  return terminalText(typeof value === 'object' ? JSON.stringify(value) : String(value), LONGEST_CELL);
}

async function* asJson({ columns, rows }: QueryAnswer): AsyncIterable<string> {
  const names = distinct(columns).map((name) => printableJson(name));
  let separator = '[\n';
  for await (const row of rows) {
    yield `${separator}{${names.map((name, i) => `${name}:${printableJson(row[i] ?? null)}`).join(',')}}`;
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}

// An object would lose the first of two columns with the same name.
function distinct(columns: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return columns.map((column) => {
    let name = column;
    for (let n = 2; taken.has(name); n++) name = `${column}_${n}`;
    taken.add(name);
    return name;
  });
}

// Spreadsheets run text that starts like a formula, and terminals obey control characters: both are escaped here. JSON has
// every character unchanged.
async function* asCsv({ columns, rows }: QueryAnswer): AsyncIterable<string> {
  const line = (cells: readonly (string | number)[]) => stringify([cells], { escape_formulas: true });
  yield line(columns.map((name) => csvCell(name)));
  for await (const row of rows) yield line(row.map(csvCell));
}

function csvCell(value: QueryValue): string | number {
  if (value === null) return '';
  if (typeof value === 'number') return value;
  return escapeUnprintable(typeof value === 'string' ? value : JSON.stringify(value), '\n\r\t');
}
