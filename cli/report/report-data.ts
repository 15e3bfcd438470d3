import * as z from 'zod/mini';
import { daysOf } from '../../lambda/schema/days';
import { lakeTime } from '../../lambda/schema/timestamp';
import { expandOccurs } from '../../queries/occurs-macros';
import { REPORT_QUERIES, type ReportQuery, reportQuery } from '../../queries/report-queries';
import { type QueryEngine, QueryError } from '../place/query-engine';
import type { Chain } from '../verify/chain';

const count = z.number();
// Null where no row has a value.
const text = z.nullable(z.string());
const seconds = z.nullable(z.number());
const ranked = z.object({ name: text, events: count, others: count, last_time: text });

const ROWS = {
  totals: z.object({
    events: count,
    actors: count,
    actions: count,
    countries: count,
    with_actor: count,
    with_action: count,
    with_country: count,
  }),
  days: z.object({ day: z.string(), source: text, events: count, median_seconds: seconds }),
  sources: z.object({
    source: text,
    events: count,
    last_time: text,
    median_seconds: seconds,
    p95_seconds: seconds,
    most_seconds: seconds,
  }),
  actions: ranked,
  actors: ranked,
  countries: ranked,
  alertDays: z.object({ day: z.string(), severity: text, alerts: count }),
  detections: z.object({ name: text, alerts: count, last_time: text }),
  latestAlerts: z.object({ last_time: text, severity: text, detection_id: text, title: text }),
  alertTroubles: z.object({ name: text, kind: text, alerts: count }),
  failures: z.object({ source: text, path: text, error: text, records: count, last_time: text }),
  failureDays: z.object({ day: z.string(), records: count }),
} as const satisfies Readonly<Record<ReportQuery, z.ZodMiniType>>;

/** The rows of each query of a report. */
export type ReportAnswers = { readonly [Q in ReportQuery]: readonly Readonly<z.infer<(typeof ROWS)[Q]>>[] };

/** The answers of a lake for some days. */
export interface LakeAnswers {
  /** Start and end as lake times, both included. */
  readonly from: string;
  readonly to: string;
  /** Every day, `YYYY-MM-DD`. */
  readonly days: readonly string[];
  readonly answers: ReportAnswers;
  /** Bytes charged for each query; empty where queries are free. */
  readonly scannedBytes: readonly number[];
}

/** The data of a report. */
export interface ReportData extends LakeAnswers {
  /** The directory or the stack, as shown to the user. */
  readonly place: string;
  readonly chains: readonly Chain[];
}

/**
 * Runs the queries of a report over the days from `since` to `until`, in epoch milliseconds. `onQuery` is called before each.
 * Throws `QueryError` when one fails.
 */
export async function queryReport(
  engine: QueryEngine,
  { since, until }: { readonly since: number; readonly until: number },
  onQuery: (name: ReportQuery, done: number, total: number) => void = () => {},
): Promise<LakeAnswers> {
  const days = daysOf(since, until);
  const from = `${days[0]} 00:00:00.000`;
  const to = lakeTime(until);
  const scannedBytes: number[] = [];
  let done = 0;
  const ask = async <T>(name: ReportQuery, row: z.ZodMiniType<T>): Promise<readonly T[]> => {
    onQuery(name, done, REPORT_QUERIES.length);
    done += 1;
    const answer = await engine.query(expandOccurs(reportQuery(name, from, to)));
    if (answer.scannedBytes !== undefined) scannedBytes.push(answer.scannedBytes);
    const found: T[] = [];
    for await (const values of answer.rows) {
      const parsed = row.safeParse(Object.fromEntries(answer.columns.map((column, i) => [column, values[i]])));
      if (!parsed.success) throw new QueryError(`The query ${name} of the report returned unexpected columns.`);
      found.push(parsed.data);
    }
    return found;
  };
  const answers: ReportAnswers = {
    totals: await ask('totals', ROWS.totals),
    days: await ask('days', ROWS.days),
    sources: await ask('sources', ROWS.sources),
    actions: await ask('actions', ROWS.actions),
    actors: await ask('actors', ROWS.actors),
    countries: await ask('countries', ROWS.countries),
    alertDays: await ask('alertDays', ROWS.alertDays),
    detections: await ask('detections', ROWS.detections),
    latestAlerts: await ask('latestAlerts', ROWS.latestAlerts),
    alertTroubles: await ask('alertTroubles', ROWS.alertTroubles),
    failures: await ask('failures', ROWS.failures),
    failureDays: await ask('failureDays', ROWS.failureDays),
  };
  return { from, to, days, answers, scannedBytes };
}
