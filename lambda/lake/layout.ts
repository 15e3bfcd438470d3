import { PREFIX, SOURCE_NAME } from '../names';

/** Key of the rows of one capture that belong to one table and day. The day is `YYYY-MM-DD`, in UTC. */
export function rowsKey(table: string, day: string, source: string, seq: number): string {
  return `${PREFIX.events}${table}/date=${day}/${source}-${digits(seq)}.json.gz`;
}

/** Whether a key is for rows of this capture. */
export function isRowsKeyOf(key: string, source: string, seq: number): boolean {
  const [, table = '', day = ''] = /^events\/([a-z0-9_]+)\/date=(\d{4}-\d\d-\d\d)\//.exec(key) ?? [];
  return key === rowsKey(table, day, source, seq);
}

/** The parts of the key of an object of rows. */
export interface RowsKey {
  readonly table: string;
  readonly day: string;
  readonly source: string;
  readonly seq: number;
}

/** The parts of a key of rows; undefined for other keys. */
export function parseRowsKey(key: string): RowsKey | undefined {
  const [, table = '', day = '', source = '', number = ''] =
    /^events\/([a-z0-9_]+)\/date=(\d{4}-\d\d-\d\d)\/([^/]+)-(\d{12})\.json\.gz$/.exec(key) ?? [];
  const seq = Number(number);
  return SOURCE_NAME.test(source) && seq > 0 ? { table, day, source, seq } : undefined;
}

/** Key of the receipt of one capture. */
export function receiptKey(source: string, seq: number): string {
  return `${receiptPrefix(source)}${digits(seq)}.json`;
}

/** Prefix of the keys of one source's receipts. */
export function receiptPrefix(source: string): string {
  return `${PREFIX.receipts}${source}/`;
}

/** Source and number in the key of a receipt; undefined for other keys. */
export function parseReceiptKey(key: string): { readonly source: string; readonly seq: number } | undefined {
  const [, source = '', number = ''] = /^receipts\/([^/]+)\/(\d{12})\.json$/.exec(key) ?? [];
  const seq = Number(number);
  return key === receiptKey(source, seq) ? { source, seq } : undefined;
}

function digits(seq: number): string {
  return String(seq).padStart(12, '0');
}
