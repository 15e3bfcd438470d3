import { type DetectionContext, runDetections } from '../alerts/run-detections';
import { type Capture, decodeCapture, objectDigest } from '../archive/capture';
import { ArchiveError } from '../errors';
import { rowsKey } from '../lake/layout';
import { type Receipt, readReceipt, writeReceipt } from '../lake/receipt';
import type { Row } from '../lake/rows';
import { type Output, writeRows } from '../lake/rows-object';
import { CLASSIFICATION_FAILURES } from '../names';
import { captureRows, eventRows } from './capture-rows';

/** What became of one capture. */
export interface Processed {
  readonly receipt: Receipt;
  /** Whether a receipt stood there already: then nothing was counted that had not been before. */
  readonly replayed: boolean;
  /** From an event to its capture, in milliseconds, the median; undefined of captures that look back, and without events. */
  readonly latency: number | undefined;
}

/**
 * Turns one capture into events and classification failures in the lake, has its events watched, and writes its receipt
 * last. The same capture gives the same keys and bytes, however often; a key of an earlier receipt that is no longer
 * produced is removed. Throws `ArchiveError` when the capture is missing or unreadable.
 */
export async function processCapture(watching: DetectionContext, key: string): Promise<Processed> {
  const { archive, lake } = watching;
  const object = await archive.get(key);
  if (!object) throw new ArchiveError(`${key} is not in the archive.`);
  const capture = decodeCapture(key, object.body);
  const { source, seq, count, duplicates } = capture.header;

  const rows = captureRows(capture);
  const outputs: Output[] = await Promise.all(
    [...groupByKey(rows, source, seq)].map(([outputKey, group]) =>
      writeRows(
        lake,
        outputKey,
        group[0]?.table ?? '',
        group.map(({ json }) => json),
      ),
    ),
  );
  const alerts = await runDetections(watching, capture, eventRows(capture, rows));
  if (alerts) outputs.push(alerts);

  const before = await readReceipt(lake, source, seq);
  const produced = new Set(outputs.map((output) => output.key));
  for (const output of before?.outputs ?? []) if (!produced.has(output.key)) await lake.delete(output.key);

  const rejected = rows.filter((row) => row.table === CLASSIFICATION_FAILURES).length;
  const captureSha256 = objectDigest(object.body);
  const replaced = replacedBy(captureSha256, before);
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

// A number is given once. That it was given again says that a capture was deleted, which its own absence no longer does.
function replacedBy(captureSha256: string, before: Receipt | undefined): string[] {
  if (before === undefined) return [];
  const known = before.replaced ?? [];
  return before.captureSha256 === captureSha256 ? known : [...known, before.captureSha256];
}

// A sweep or a backfill looks for what is old. What was pushed comes by itself.
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
