import * as z from 'zod/mini';
import { captureKey, decodeCapture } from '../../lambda/archive/capture';
import { LakeError } from '../../lambda/errors';
import { receiptKey } from '../../lambda/lake/layout';
import { type Receipt, readReceipt } from '../../lambda/lake/receipt';
import { readRows } from '../../lambda/lake/rows-object';
import { ALERTS, CLASSIFICATION_FAILURES, PREFIX } from '../../lambda/names';
import type { ObjectStore } from '../../lambda/platform/object-store';
import { type Silence, silenceState } from '../status/silence';
import { type EventRow, eventRowOf } from './event-row';

/** What the lake holds for one source. */
export interface LakeSummary {
  readonly captures: number;
  readonly events: number;
  readonly rejected: number;
  readonly duplicates: number;
  /** The newest few, newest first. */
  readonly latestEvents: readonly EventRow[];
  /** The newest few that a sweep found. */
  readonly lateEvents: readonly EventRow[];
  /** The newest few classification failures. */
  readonly failures: readonly FailureRow[];
  readonly alerts: number;
  /** The newest few alerts, by the time of their newest event. */
  readonly latestAlerts: readonly AlertRow[];
  readonly silence: Silence;
}

const failureRow = z.object({ error: z.string(), path: z.string(), record_id: z.nullable(z.string()) });

const alertRow = z.object({
  last_event_time: z.string(),
  severity: z.string(),
  title: z.string(),
  detection_id: z.string(),
});

/** What the summary shows of a classification failure. */
export type FailureRow = z.infer<typeof failureRow>;

/** What the summary shows of an alert. */
export type AlertRow = z.infer<typeof alertRow>;

const SHOWN = 5;
// Sweeps come last in a run: their records are in the newest captures.
const SEARCHED_FOR_SWEEPS = 10;

/** Sums up the receipts of a source and reads the newest rows. */
export async function summarizeLake(
  archive: ObjectStore,
  lake: ObjectStore,
  source: string,
  now: number,
): Promise<LakeSummary> {
  const receipts = await readReceipts(lake, source);
  const sum = (count: keyof Receipt['counts']) => receipts.reduce((total, receipt) => total + receipt.counts[count], 0);
  const swept: Receipt[] = [];
  for (const receipt of receipts.slice(-SEARCHED_FOR_SWEEPS)) if (await isSweep(archive, receipt)) swept.push(receipt);
  return {
    captures: receipts.length,
    events: sum('events'),
    rejected: sum('rejected'),
    duplicates: sum('duplicates'),
    latestEvents: await newestRows(lake, receipts, eventRowOf, byEventTime),
    lateEvents: await newestRows(lake, swept, eventRowOf, byEventTime),
    alerts: sum('alerts'),
    latestAlerts: await newestRows(lake, receipts, only(ALERTS, alertRow), byLastEventTime),
    failures: await newestRows(lake, receipts, only(CLASSIFICATION_FAILURES, failureRow), () => 0),
    silence: await silenceState(archive, receipts, now),
  };
}

async function readReceipts(lake: ObjectStore, source: string): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  for await (const key of lake.list(`${PREFIX.receipts}${source}/`)) {
    const seq = Number(/(\d{12})\.json$/.exec(key)?.[1]);
    // Another file's name may end likewise.
    const receipt = key === receiptKey(source, seq) ? await readReceipt(lake, source, seq) : undefined;
    if (receipt) receipts.push(receipt);
  }
  return receipts;
}

async function isSweep(archive: ObjectStore, { source, seq }: Receipt): Promise<boolean> {
  const key = captureKey(source, seq);
  const object = await archive.get(key);
  return object !== undefined && decodeCapture(key, object.body).header.mode === 'sweep';
}

async function newestRows<T>(
  lake: ObjectStore,
  receipts: readonly Receipt[],
  readerOf: (table: string) => ((row: string) => T) | undefined,
  order: (a: T, b: T) => number,
): Promise<readonly T[]> {
  const rows: T[] = [];
  for (const receipt of [...receipts].reverse()) {
    for (const { key, table } of receipt.outputs) {
      const read = readerOf(table);
      const object = read && (await lake.get(key));
      if (!object) continue;
      for (const row of parseRows(key, object.body, read)) rows.push(row);
    }
    if (rows.length >= SHOWN) break;
  }
  return rows.sort(order).slice(0, SHOWN);
}

function parseRows<T>(key: string, object: Uint8Array, read: (row: string) => T): readonly T[] {
  try {
    return readRows(key, object).map(read);
  } catch (cause) {
    throw new LakeError(`${key} does not hold readable rows. Delete its receipt and run again.`, { cause });
  }
}

function only<T>(wanted: string, schema: z.ZodMiniType<T>) {
  return (table: string) => (table === wanted ? (row: string) => schema.parse(JSON.parse(row)) : undefined);
}

function byEventTime(a: EventRow, b: EventRow): number {
  return a.time < b.time ? 1 : -1;
}

function byLastEventTime(a: AlertRow, b: AlertRow): number {
  return a.last_event_time < b.last_event_time ? 1 : -1;
}
