import { createHash } from 'node:crypto';
import { captureRecords, decodeCapture, objectDigest } from './archive/capture';
import { ArchiveError } from './errors';
import { rowsKey } from './lake/layout';
import { type Receipt, readReceipt, writeReceipt } from './lake/receipt';
import { type Row, rowMaker } from './lake/rows';
import { CLASSIFICATION_FAILURES } from './names';
import { compress } from './platform/compress';
import type { ObjectStore } from './platform/object-store';
import { CLASSIFIERS } from './schema/classifiers';
import { RECORD_READERS } from './sources/record-readers';

/** Where captures are read and rows are written. */
export interface Processing {
  readonly archive: ObjectStore;
  readonly lake: ObjectStore;
}

/** What became of one capture. */
export interface Processed {
  readonly receipt: Receipt;
  /** Whether a receipt stood there already: then nothing was counted that had not been before. */
  readonly replayed: boolean;
}

/**
 * Turns one capture into events and classification failures in the lake, and writes its receipt last.
 * The same capture gives the same keys and bytes, however often; a key of an earlier receipt that is no longer
 * produced is removed. Throws `ArchiveError` when the capture is missing or unreadable.
 */
export async function processCapture({ archive, lake }: Processing, key: string): Promise<Processed> {
  const object = await archive.get(key);
  if (!object) throw new ArchiveError(`${key} is not in the archive.`);
  const capture = decodeCapture(key, object.body);
  const { header } = capture;

  const skipped = new Set(header.duplicates);
  const makeRow = rowMaker(header, CLASSIFIERS[header.logType]);
  const rows = captureRecords(capture, RECORD_READERS[header.logType]).flatMap((record, position) =>
    skipped.has(position) ? [] : [makeRow(record, position)],
  );
  const outputs = await Promise.all(
    [...groupByKey(rows, header.source, header.seq)].map(([outputKey, group]) => writeRows(lake, outputKey, group)),
  );

  const before = await readReceipt(lake, header.source, header.seq);
  const produced = new Set(outputs.map((output) => output.key));
  for (const output of before?.outputs ?? []) if (!produced.has(output.key)) await lake.delete(output.key);

  const rejected = rows.filter((row) => row.table === CLASSIFICATION_FAILURES).length;
  const receipt: Receipt = {
    v: 1,
    source: header.source,
    seq: header.seq,
    captureSha256: objectDigest(object.body),
    counts: { records: header.count, events: rows.length - rejected, rejected, duplicates: skipped.size },
    outputs,
  };
  await writeReceipt(lake, receipt);
  return { receipt, replayed: before !== undefined };
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

async function writeRows(lake: ObjectStore, key: string, rows: readonly Row[]): Promise<Receipt['outputs'][number]> {
  const ndjson = Buffer.from(rows.map((row) => `${row.json}\n`).join(''));
  await lake.put(key, compress(ndjson, 'small'));
  const table = rows[0]?.table ?? '';
  return { key, table, rows: rows.length, sha256: createHash('sha256').update(ndjson).digest('hex') };
}
