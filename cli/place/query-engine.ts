import { KeepwatchError } from '../../lambda/errors';

/** A value of an answer, as JSON has it. */
export type QueryValue =
  | string
  | number
  | boolean
  | null
  | readonly QueryValue[]
  | { readonly [name: string]: QueryValue };

/** What a query found. Rows come as they are read. */
export interface QueryAnswer {
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<readonly QueryValue[]>;
  /** What was read for it and is charged; undefined where nothing is. */
  readonly scannedBytes?: number;
}

/** Runs SQL over the tables of a lake, and changes nothing. */
export interface QueryEngine {
  /** Answers one statement. Throws `QueryError` when it cannot be run; reading rows may throw it too. */
  query(sql: string): Promise<QueryAnswer>;
  /** Ends a query that runs, if one does. */
  cancel(): Promise<void>;
  close(): void;
}

/** A number, where JavaScript has exactly this one; else its text. */
export function exactNumber(text: string): number | string {
  const digits = text.replace(/[^\d]/g, '').replace(/^0+/, '').length;
  return Number.isSafeInteger(Number(text)) || (digits <= 15 && Number.isFinite(Number(text))) ? Number(text) : text;
}

/** A query that cannot be answered: what is wrong with it, in one line. */
export class QueryError extends KeepwatchError {
  override readonly name = 'QueryError';
}
