import { type Capture, type CaptureHeader, captureKey, captureRecords } from '../archive/capture';
import { CLASSIFICATION_FAILURES } from '../names';
import { canonicalJson, isObject, recordDigest } from '../schema/canonical-json';
import { lakeTime } from '../schema/timestamp';
import { classifierOf } from '../sources/classifiers';
import { FORMATS } from '../sources/formats';
import { tableOf } from '../sources/log-types';
import { partitionsOf } from './partition';

/** One row of the lake and where it belongs. */
export interface Row {
  readonly table: string;
  /** Partition, `YYYY-MM-DD`: the day of the event; of the capture for a classification failure, and for an event of a distant day. */
  readonly day: string;
  /** JSON text of the row. */
  readonly json: string;
  /** When the event happened, in epoch milliseconds; undefined for a failure, and for an event without a time. */
  readonly happenedAt: number | undefined;
}

/** The rows of a capture's new records, in order. Throws `ArchiveError` when its body is not what its header says. */
export function captureRows(capture: Capture): readonly Row[] {
  const { header } = capture;
  const skipped = new Set(header.duplicates);
  const makeRow = rowMaker(header);
  return captureRecords(capture, FORMATS[header.kind].readRecords).flatMap((record, position) =>
    skipped.has(position) ? [] : [makeRow(record, position)],
  );
}

/** The events among a capture's rows, as JSON text: the input of the detections. */
export function eventRows({ header }: Capture, rows: readonly Row[]): readonly string[] {
  const events = tableOf(header.logType);
  return rows.filter(({ table }) => table === events).map(({ json }) => json);
}

/** `p_row_id` of a record: equal for equal records, in every capture of the log type. */
export function rowId({ kind, logType }: Pick<CaptureHeader, 'kind' | 'logType'>, record: unknown): string {
  return recordDigest({ logType, record: FORMATS[kind].identityOf(record) }).slice(0, 32);
}

/**
 * Makes the rows of a capture's records: the record's own fields and Keepwatch's, or why it was rejected.
 * A row depends on the capture alone, so a replay writes the same bytes.
 */
export function rowMaker(header: CaptureHeader): (record: unknown, position: number) => Row {
  const { recordOf } = FORMATS[header.kind];
  const { logType, source, seq } = header;
  const classify = classifierOf(logType);
  const table = tableOf(logType);
  const capturedAt = Date.parse(header.capturedAt);
  const parseTime = lakeTime(capturedAt);
  const partitionOf = partitionsOf(capturedAt);
  const file = captureKey(source, seq);

  return (record, position) => {
    const common = {
      p_log_type: logType,
      p_row_id: rowId(header, record),
      p_parse_time: parseTime,
      p_source_label: source,
      p_source_file: file,
    };
    const classified = classify(recordOf(record));
    switch (classified.kind) {
      case 'event': {
        const eventTime = classified.eventTime === undefined ? parseTime : lakeTime(classified.eventTime);
        // The spread keeps a field named __proto__ a field.
        const row = { ...classified.fields, ...common, p_event_time: eventTime, ...classified.indicators };
        return {
          table,
          day: partitionOf(eventTime.slice(0, 10)),
          json: JSON.stringify(row),
          happenedAt: classified.eventTime,
        };
      }
      case 'failure': {
        const row = {
          ...common,
          p_event_time: parseTime,
          error: classified.reason,
          path: classified.path,
          record_position: position,
          record_id: isObject(record) && typeof record.id === 'string' ? record.id : null,
          payload: canonicalJson(record),
        };
        return {
          table: CLASSIFICATION_FAILURES,
          day: parseTime.slice(0, 10),
          json: JSON.stringify(row),
          happenedAt: undefined,
        };
      }
    }
  };
}
