import { type DetectionContext, runDetections } from '../alerts/run-detections';
import { type Capture, decodeCapture, objectDigest } from '../archive/capture';
import { ArchiveError, type KeepwatchError, LakeError, NewerFormatError } from '../errors';
import { rowsKey } from '../lake/layout';
import { type Receipt, readReceipt, writeReceipt } from '../lake/receipt';
import { captureRows, eventRows, type Row } from '../lake/rows';
import { type Output, writeRows } from '../lake/rows-object';
import { CLASSIFICATION_FAILURES, METRICS } from '../names';
import { type Measurements, type Metrics, publishMetrics } from '../platform/metrics';
import type { ObjectStore } from '../platform/object-store';

/** What processing one capture came to. */
export interface Processed {
  readonly receipt: Receipt;
  /** Whether the capture had a receipt before: then its events were counted before. */
  readonly replayed: boolean;
  /** Median milliseconds from an event to its capture; undefined without events, and for sweeps, backfills and pushes. */
  readonly latency: number | undefined;
}

/** Processes one capture, with a log line and metrics. Throws what `processCapture` throws. */
export async function runProcessor(
  key: string,
  context: DetectionContext & { readonly metrics: Metrics },
): Promise<Processed> {
  const { metrics, logger } = context;
  const processed = await processCapture(context, key);
  const { source, counts, replaced } = processed.receipt;
  if (replaced) {
    logger.error('Another capture with this number was processed before, then deleted. Run keepwatch verify.', { key });
  }
  logger.info('Processed.', { key, replayed: processed.replayed, ...counts });
  // A replay moves no data: counted again, it would hide a silence.
  await publishMetrics(metrics, logger, source, {
    [METRICS.eventsProcessed]: processed.replayed ? 0 : counts.events,
    [METRICS.eventsRejected]: processed.replayed ? 0 : counts.rejected,
    [METRICS.alertsRaised]: processed.replayed ? 0 : counts.alerts,
    ...latencyMetric(processed),
  });
  return processed;
}

/**
 * Writes the events and classification failures of one capture into the lake, runs the detections over its events, and
 * writes its receipt last. The same capture gives the same keys and bytes each time; keys of an earlier receipt that are no
 * longer produced are removed. Throws `ArchiveError` when the capture is missing or unreadable, and `NewerFormatError`.
 */
export async function processCapture(context: DetectionContext, key: string): Promise<Processed> {
  const { archive, lake } = context;
  const object = await archive.get(key);
  if (!object) throw new ArchiveError(`${key} is not in the archive.`);
  const capture = decodeCapture(key, object.body);
  const { source, seq, count, duplicates } = capture.header;

  const receiptAtStart = await receiptBefore(lake, source, seq);
  const rows = captureRows(capture);
  // After a rollback, the rows of a newer Keepwatch stay as they are; detections run over the events all the same.
  const outputs = receiptAtStart instanceof NewerFormatError ? [] : await writeTables(lake, rows, source, seq);
  const alerts = await runDetections(context, capture, eventRows(capture, rows));
  if (receiptAtStart instanceof Error) throw receiptAtStart;
  if (alerts) outputs.push(alerts);

  // Another delivery of this capture may have written its receipt while the detections ran.
  const before = await readReceipt(lake, source, seq);
  const produced = new Set(outputs.map((output) => output.key));
  for (const output of before?.outputs ?? []) if (!produced.has(output.key)) await lake.delete(output.key);

  const rejected = rows.filter((row) => row.table === CLASSIFICATION_FAILURES).length;
  const captureSha256 = objectDigest(object.body);
  const replaced = replacedCaptures(captureSha256, before);
  const receipt: Receipt = {
    v: 1,
    source,
    seq,
    captureSha256,
    ...(replaced.length > 0 ? { replaced } : {}),
    counts: {
      records: count,
      events: rows.length - rejected,
      rejected,
      duplicates: duplicates.length,
      alerts: alerts?.rows ?? 0,
    },
    outputs,
  };
  await writeReceipt(lake, receipt);
  return { receipt, replayed: before !== undefined, latency: latencyOf(capture, rows) };
}

// An unreadable receipt must not keep detections from the events, so its error is thrown after them.
async function receiptBefore(
  lake: ObjectStore,
  source: string,
  seq: number,
): Promise<Receipt | KeepwatchError | undefined> {
  return readReceipt(lake, source, seq).catch((error: unknown) => {
    if (error instanceof NewerFormatError || error instanceof LakeError) return error;
    throw error;
  });
}

async function writeTables(lake: ObjectStore, rows: readonly Row[], source: string, seq: number): Promise<Output[]> {
  const groups = [...groupByKey(rows, source, seq)];
  return Promise.all(
    groups.map(([key, group]) =>
      writeRows(
        lake,
        key,
        group[0]?.table ?? '',
        group.map(({ json }) => json),
      ),
    ),
  );
}

// Each number is used once. A second capture with it proves that the first was deleted, which leaves no gap any more.
function replacedCaptures(captureSha256: string, before: Receipt | undefined): string[] {
  if (before === undefined) return [];
  const known = before.replaced ?? [];
  return before.captureSha256 === captureSha256 ? known : [...known, before.captureSha256];
}

function latencyMetric({ replayed, latency }: Processed): Measurements {
  return replayed || latency === undefined ? {} : { [METRICS.latencySeconds]: Math.round(latency / 1000) };
}

// A sweep or a backfill reads old records. Pushed events do not wait for a poll.
function latencyOf({ header }: Capture, rows: readonly Row[]): number | undefined {
  if (header.mode !== 'poll') return undefined;
  const capturedAt = Date.parse(header.capturedAt);
  const latencies = rows.flatMap(({ happenedAt }) => (happenedAt === undefined ? [] : capturedAt - happenedAt));
  return latencies.sort((a, b) => a - b)[Math.floor(latencies.length / 2)];
}

function groupByKey(rows: readonly Row[], source: string, seq: number): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = rowsKey(row.table, row.day, source, seq);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
