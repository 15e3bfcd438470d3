import type { CaptureHeader } from '../archive/capture';
import { captureKey } from '../archive/capture';
import { CLASSIFICATION_FAILURES, TABLES } from '../names';
import { canonicalJson, isObject, recordDigest } from '../schema/canonical-json';
import type { Classifier } from '../schema/classify';
import { lakeTime } from '../schema/timestamp';
import { KINDS } from '../sources/kinds';

/** One row of the lake and where it belongs. */
export interface Row {
  readonly table: string;
  /** Partition, `YYYY-MM-DD`: the day of the event, or of the capture for a classification failure. */
  readonly day: string;
  /** JSON text of the row. */
  readonly json: string;
  /** When the event happened, in epoch milliseconds; undefined of a failure, and of an event that does not say. */
  readonly happenedAt: number | undefined;
}

/** `p_row_id` of a record: the same of the same record, in every capture of the log type. */
export function rowId({ kind, logType }: Pick<CaptureHeader, 'kind' | 'logType'>, record: unknown): string {
  return recordDigest({ logType, record: KINDS[kind].format.identityOf(record) }).slice(0, 32);
}

/**
 * Makes the rows of a capture's records: a record's own fields and Keepwatch's, or what is wrong with it.
 * A row depends on the capture alone, so a replay writes the same bytes.
 */
export function rowMaker(header: CaptureHeader, classify: Classifier): (record: unknown, position: number) => Row {
  const { recordOf } = KINDS[header.kind].format;
  const { logType, source, seq } = header;
  const parseTime = lakeTime(Date.parse(header.capturedAt));
  const parseDay = parseTime.slice(0, 10);
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
          table: TABLES[logType],
          day: eventTime.slice(0, 10),
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
        return { table: CLASSIFICATION_FAILURES, day: parseDay, json: JSON.stringify(row), happenedAt: undefined };
      }
    }
  };
}
