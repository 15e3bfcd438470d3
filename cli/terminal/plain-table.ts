import Table from 'cli-table3';
import { onOutput } from './colours';

/** Columns of a table. A column with share 0 is as wide as its longest cell; the others divide the rest. */
export interface Columns {
  readonly titles: readonly string[];
  readonly shares: readonly number[];
}

// Spaces between two columns.
const GAP = 2;

/** The width of tables and texts: that of the terminal, at most 120; 120 in a pipe. */
export function terminalWidth(): number {
  return Math.min(process.stdout.columns || 120, 120);
}

/** Rows as a table that fits the terminal. Long cells are cut. */
export function tableText(columns: Columns, rows: readonly (readonly string[])[]): string {
  return tableOf(columns, rows, false);
}

/** Rows as a table that fits the terminal. Long cells are wrapped. */
export function wholeTableText(columns: Columns, rows: readonly (readonly string[])[]): string {
  return tableOf(columns, rows, true);
}

function tableOf(columns: Columns, rows: readonly (readonly string[])[], wordWrap: boolean): string {
  // The gap after the last column is removed below.
  const widths = columnWidths(columns, rows, terminalWidth() + GAP);
  const table = plainTable(columns.titles, widths, { wordWrap });
  table.push(...rows.map((row) => row.map((cell, i) => (wordWrap ? broken(cell, (widths[i] ?? 0) - GAP) : cell))));
  // The table may cut a surrogate pair in half.
  return table
    .toString()
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/ +$/gm, '');
}

// The table wraps at spaces only, and cuts words that are longer than a line.
function broken(text: string, width: number): string {
  return text.replace(new RegExp(`\\S{${width}}(?=\\S)`, 'gu'), '$&\n');
}

// Columns with a share divide the width that the others leave.
function columnWidths(columns: Columns, rows: readonly (readonly string[])[], width: number): number[] {
  const longest = columns.titles.map(
    (title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)) + GAP,
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
export function plainTable(
  head: readonly string[],
  colWidths: number[],
  more: { readonly colAligns?: ('left' | 'right')[]; readonly wordWrap?: boolean } = {},
) {
  return new Table({
    head: head.map((title) => onOutput.dim(title)),
    colWidths,
    ...more,
    chars: Object.fromEntries(BORDERS.map((border) => [border, ''])),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
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
