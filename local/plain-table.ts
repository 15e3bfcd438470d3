import Table from 'cli-table3';
import { onOutput } from './colours';

/** Titles of columns; a share of 0 is as wide as its longest cell. */
export interface Columns {
  readonly titles: readonly string[];
  readonly shares: readonly number[];
}

/** As much of a terminal as is read with ease; of a pipe, the same. */
export function terminalWidth(): number {
  return Math.min(process.stdout.columns || 120, 120);
}

/** Rows as a table that fits the terminal. */
export function tableText(columns: Columns, rows: readonly (readonly string[])[]): string {
  const table = plainTable(columns.titles, columnWidths(columns, rows, terminalWidth()));
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

/** Widths with which rows fit: columns with a share divide what the others leave. */
export function columnWidths(columns: Columns, rows: readonly (readonly string[])[], width: number): number[] {
  const longest = columns.titles.map(
    (title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)) + 2,
  );
  const fixed = longest.filter((_, i) => columns.shares[i] === 0).reduce((sum, length) => sum + length, 0);
  const shares = columns.shares.reduce((sum, share) => sum + share, 0);
  const left = Math.max(width - fixed, shares * 4);
  return longest.map((length, i) => {
    const share = columns.shares[i] ?? 0;
    return share === 0 ? length : Math.min(length, Math.floor((left * share) / shares));
  });
}

/** A table without lines. */
export function plainTable(head: readonly string[], colWidths: number[], colAligns?: ('left' | 'right')[]) {
  return new Table({
    head: head.map((title) => onOutput.dim(title)),
    colWidths,
    ...(colAligns ? { colAligns } : {}),
    chars: Object.fromEntries(BORDERS.map((border) => [border, ''])),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  });
}

const BORDERS = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
  'left',
  'left-mid',
  'mid',
  'mid-mid',
  'right',
  'right-mid',
  'middle',
];
