import { parseUtc } from '../../lambda/schema/timestamp';
import { Random } from '../atlassian/random';

// Nothing else is understood: a client whose SQL changes has to be looked at here as well.
const SQL =
  /^SELECT \* FROM panther_logs\.public\.panther_audit WHERE p_parse_time >= '([^']*)' AND p_parse_time < '([^']*)' ORDER BY p_parse_time, p_row_id$/;

/** A request that Panther answers with an error of GraphQL. */
export class Refusal extends Error {}

/** A query that was begun. */
export interface Query {
  readonly id: string;
  readonly failure: string | undefined;
  readonly doneAt: number;
  /** What it gives, in order: rows, whatever they may be. */
  readonly rows: readonly unknown[];
  /** Its last page is one without rows, which the page before did not know. */
  readonly endsEmpty: boolean;
  cancelled: boolean;
}

/** The rows that were processed from one time up to another, of those that are visible now; times in epoch milliseconds. */
export type AuditTable = (since: number, until: number, now: number) => readonly unknown[];

/** What a data lake is made of. */
export interface DataLakeOptions {
  /** Of the ids of its queries. */
  readonly seed: number;
  readonly table: AuditTable;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How long a query takes. */
  readonly queryMs: number;
  /** Results end with a page without rows. @default false */
  readonly endsEmpty?: boolean;
}

/** The audit table, and the queries that were asked of it. */
export class DataLake {
  readonly #queries = new Map<string, Query>();
  readonly #random: Random;
  /** How many queries were begun, and how many ran at one time at most. */
  readonly counts = { begun: 0, atOnce: 0 };

  constructor(private readonly options: DataLakeOptions) {
    this.#random = new Random(options.seed, -1);
  }

  /** Begins a query. Throws `Refusal` when the SQL is none of ours. */
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

  /** A query that was begun. Throws `Refusal` when there is none. */
  find(id: string): Query {
    const query = this.#queries.get(id);
    if (query === undefined) throw new Refusal('query not found');
    return query;
  }

  forget(): void {
    this.#queries.clear();
  }
}
