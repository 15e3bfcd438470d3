import { parseUtc } from '../../../lambda/schema/timestamp';
import { Random } from '../atlassian/random';
import { type AuditRow, auditRow } from './audit-row';

const DAY_MS = 24 * 60 * 60 * 1000;
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
  /** What it gives, in order. */
  readonly rows: readonly AuditRow[];
  cancelled: boolean;
}

/** What a data lake is made of. */
export interface DataLakeOptions {
  readonly seed: number;
  readonly eventsPerDay: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How long a query takes. */
  readonly queryMs: number;
  /** How long after its processing time a row becomes visible, at most. */
  readonly visibleWithinMs: number;
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
    const now = this.options.now();
    const doneAt = now + this.options.queryMs + (extra.slowerMs ?? 0);
    const rows = this.#rows(since, until, now);
    const query: Query = { id: this.#random.uuid(), failure: extra.failure, doneAt, rows, cancelled: false };
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

  // Time is cut into slots of equal length since 1970, and each holds one row that follows from the seed and its number.
  #rows(since: number, until: number, now: number): AuditRow[] {
    const { seed, eventsPerDay, visibleWithinMs } = this.options;
    const slotLength = Math.floor(DAY_MS / eventsPerDay);
    const rows: AuditRow[] = [];
    for (let slot = Math.floor(since / slotLength); slot * slotLength < until; slot += 1) {
      const random = new Random(seed, slot);
      const parsedAt = slot * slotLength + random.integer(slotLength);
      const visibleAt = parsedAt + random.integer(visibleWithinMs + 1);
      if (parsedAt >= since && parsedAt < until && visibleAt <= now) rows.push(auditRow(random, parsedAt));
    }
    return rows;
  }
}
