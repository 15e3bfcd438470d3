import { KeepwatchError } from '../../lambda/errors';

/** A value of an answer, as in JSON. */
export type QueryValue =
  | string
  | number
  | boolean
  | null
  | readonly QueryValue[]
  | { readonly [name: string]: QueryValue };

/** The answer to a query. Rows arrive as they are read. */
export interface QueryAnswer {
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<readonly QueryValue[]>;
  /** Bytes that are charged; undefined where queries are free. */
  readonly scannedBytes?: number;
}

/** Runs SQL over the tables of a lake; read-only. */
export interface QueryEngine {
  /** Answers one statement. Throws `QueryError` when it cannot be run; reading rows may throw it too. */
  query(sql: string): Promise<QueryAnswer>;
  /** Cancels the running query, if there is one. */
  cancel(): Promise<void>;
  close(): void;
}

/** A number if JavaScript can represent it exactly; else its text. */
export function exactNumber(text: string): number | string {
  const digits = text.replace(/[^\d]/g, '').replace(/^0+/, '').length;
  return Number.isSafeInteger(Number(text)) || (digits <= 15 && Number.isFinite(Number(text))) ? Number(text) : text;
}

/** A query that failed, with the reason in one line. */
export class QueryError extends KeepwatchError {
  override readonly name = 'QueryError';
}
