/** A table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** US dollars, with cents. */
export function usd(amount: number): string {
  return amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** A number, as exactly as it matters. */
export function count(number: number): string {
  const digits = number < 1 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: number < 100 ? 1 : 0 };
  return number.toLocaleString('en-US', digits);
}

/** Millions of events. */
export function millions(events: number): string {
  return `${count(events / 1_000_000)} million`;
}

/** So many units, of which one may be a single one. */
export function units(number: number, unit: string): string {
  return `${count(number)} ${number === 1 ? unit.replace(/s$/, '') : unit}`;
}
