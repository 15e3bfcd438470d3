import { parseUtc } from '../../lambda/schema/timestamp';
import { Random } from '../atlassian/random';

// No other SQL is accepted: when the client's SQL changes, change this too.
const SQL =
  /^SELECT \* FROM panther_logs\.public\.panther_audit WHERE p_parse_time >= '([^']*)' AND p_parse_time < '([^']*)' ORDER BY p_parse_time, p_row_id$/;

/** A request that Panther answers with a GraphQL error. */
export class Refusal extends Error {}

/** A started query. */
export interface Query {
  readonly id: string;
  readonly failure: string | undefined;
  readonly doneAt: number;
  /** Its rows, in order. */
  readonly rows: readonly unknown[];
  /** Its last page has no rows, and the page before still announces it. */
  readonly endsEmpty: boolean;
  cancelled: boolean;
}

/** The rows that were processed from one time up to another, of those that are visible now; times in epoch milliseconds. */
export type AuditTable = (since: number, until: number, now: number) => readonly unknown[];

/** The inputs of a data lake. */
export interface DataLakeOptions {
  /** Seed of the query ids. */
  readonly seed: number;
  readonly table: AuditTable;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How long a query takes. */
  readonly queryMs: number;
  /** Results end with a page without rows. @default false */
  readonly endsEmpty?: boolean;
}

/** The audit table and its queries. */
export class DataLake {
  readonly #queries = new Map<string, Query>();
  readonly #random: Random;
  /** Queries started, and the most that ran at the same time. */
  readonly counts = { begun: 0, atOnce: 0 };

  constructor(private readonly options: DataLakeOptions) {
    this.#random = new Random(options.seed, -1);
  }

  /** Starts a query. Throws `Refusal` when the SQL is not the client's. */
  begin(sql: string, extra: { readonly failure?: string; readonly slowerMs?: number } = {}): Query {
    const [, from = '', to = ''] = SQL.exec(sql) ?? [];
    const [since, until] = [parseUtc(from), parseUtc(to)];
    if (since === undefined || until === undefined)
      throw new Refusal('SQL compilation error: only the audit log is here');
    const { table, endsEmpty = false } = this.options;
    const now = this.options.now();
    const doneAt = now + this.options.queryMs + (extra.slowerMs ?? 0);
    const rows = table(since, until, now);
    const id = this.#random.uuid();
    const query: Query = { id, failure: extra.failure, doneAt, rows, endsEmpty, cancelled: false };
    this.#queries.set(query.id, query);
    this.counts.begun += 1;
    const running = [...this.#queries.values()].filter((one) => !one.cancelled && one.doneAt > now);
    this.counts.atOnce = Math.max(this.counts.atOnce, running.length);
    return query;
  }

  /** A started query. Throws `Refusal` when it does not exist. */
  find(id: string): Query {
    const query = this.#queries.get(id);
    if (query === undefined) throw new Refusal('query not found');
    return query;
  }

  forget(): void {
    this.#queries.clear();
  }
}
