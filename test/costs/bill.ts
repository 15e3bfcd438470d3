import type { Month } from './month';
import { costOf, type PriceName } from './prices';

/** A line of a bill. */
export interface BillLine {
  readonly part: string;
  readonly counted: string;
  readonly price: PriceName;
  readonly units: number;
  readonly usd: number;
}

type Part = readonly [part: string, counted: string, price: PriceName, units: (month: Month) => number];

// Storage is that of the month's own data, all month long: what has been kept before comes with the months.
/** What is billed, and by which price. */
export const PARTS: readonly Part[] = [
  ['archive', 'captures written', 's3Put', (month) => month.archiveWrites],
  ['archive', 'captures listed', 's3Put', (month) => month.archiveLists],
  ['archive', 'captures read or checked', 's3Get', (month) => month.archiveReads],
  ['archive', 'captures read by sweeps', 's3Get', (month) => month.sweepReads],
  ['archive', "storage of the month's captures", 's3Storage', (month) => month.archiveGigabytes],
  ['lake', 'rows, receipts and state written', 's3Put', (month) => month.lakeWrites],
  ['lake', 'receipts and state read', 's3Get', (month) => month.lakeReads],
  ['lake', "storage of the month's rows and receipts", 's3Storage', (month) => month.lakeGigabytes],
  ['schedule', 'runs started', 'scheduled', (month) => month.collectorRuns],
  ['collector', 'runs', 'lambdaRequest', (month) => month.collectorRuns],
  ['collector', 'seconds of polls', 'lambdaSecond', (month) => month.collectorGigabyteSeconds],
  ['collector', 'seconds of sweeps', 'lambdaSecond', (month) => month.sweepGigabyteSeconds],
  ['collector', 'reads of the credential', 'secretRead', (month) => month.secretReads],
  ['credential', 'secrets', 'secret', (month) => month.secrets],
  ['processor', 'events about captures', 'event', (month) => month.archiveWrites],
  ['processor', 'runs', 'lambdaRequest', (month) => month.processorRuns],
  ['processor', 'seconds', 'lambdaSecond', (month) => month.processorGigabyteSeconds],
  ['metrics', 'metrics', 'metric', (month) => month.metrics],
  ['metrics', 'calls to publish', 'metricCall', (month) => month.metricCalls],
  ['alarms', 'metrics that alarms evaluate', 'alarmMetric', (month) => month.alarmMetrics],
  ['dashboard', 'pages', 'dashboard', (month) => month.dashboards],
  ['logs', 'bytes logged', 'logIngestion', (month) => month.logGigabytes],
  ['logs', "storage of the month's lines", 'logStorage', (month) => month.logGigabytes],
  ['alerts', 'messages to the topic', 'published', (month) => month.notices],
  ['alerts', 'emails', 'email', (month) => month.emails],
];

/** What a month costs, line by line. */
export function billOf(month: Month): readonly BillLine[] {
  return PARTS.map(([part, counted, price, unitsOf]) => {
    const units = unitsOf(month);
    return { part, counted, price, units, usd: costOf(price, units) };
  });
}

/** The sum of a bill, or of those of its lines that are of some parts. */
export function totalOf(bill: readonly BillLine[], parts?: readonly string[]): number {
  return bill.reduce((sum, line) => (parts === undefined || parts.includes(line.part) ? sum + line.usd : sum), 0);
}

/** What a bill's storage grows to: the cost of the nth month, when what is older than a number of days was removed. */
export function costOfMonth(month: Month, nth: number, days: { readonly kept: number; readonly logs: number }): number {
  const months = (limit: number) => Math.min(nth, limit / 30);
  const kept = (month.archiveGigabytes + month.lakeGigabytes) * (months(days.kept) - 1);
  const logs = month.logGigabytes * (months(days.logs) - 1);
  return totalOf(billOf(month)) + costOf('s3Storage', Math.max(0, kept)) + costOf('logStorage', Math.max(0, logs));
}
