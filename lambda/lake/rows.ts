import type { CaptureHeader } from '../archive/capture';
import { captureKey } from '../archive/capture';
import { CLASSIFICATION_FAILURES, TABLES } from '../names';
import { canonicalJson, isObject, recordDigest } from '../schema/canonical-json';
import type { Classifier } from '../schema/classify';
import { lakeTime } from '../schema/timestamp';

/** One row of the lake and where it belongs. */
export interface Row {
  readonly table: string;
  /** Partition, `YYYY-MM-DD`: the day of the event, or of the capture for a classification failure. */
  readonly day: string;
  /** JSON text of the row. */
  readonly json: string;
}

/**
 * The row of one record: its own fields and Keepwatch's, or what is wrong with it.
 * A function of the capture alone, so that a replay writes the same bytes.
 */
export function rowOf(record: unknown, position: number, header: CaptureHeader, classify: Classifier): Row {
  const parseTime = Date.parse(header.capturedAt);
  const common = {
    p_log_type: header.logType,
    p_row_id: recordDigest({ logType: header.logType, record }).slice(0, 32),
    p_parse_time: lakeTime(parseTime),
    p_source_label: header.source,
    p_source_file: captureKey(header.source, header.seq),
  };
  const classified = classify(record);
  switch (classified.kind) {
    case 'event': {
      const eventTime = lakeTime(classified.eventTime ?? parseTime);
      const row = Object.assign(Object.create(null), classified.fields, common, {
        p_event_time: eventTime,
        ...classified.indicators,
      });
      return { table: TABLES[header.logType], day: eventTime.slice(0, 10), json: JSON.stringify(row) };
    }
    case 'failure': {
      const row = {
        ...common,
        p_event_time: common.p_parse_time,
        error: classified.reason,
        path: classified.path,
        record_position: position,
        record_id: isObject(record) && typeof record.id === 'string' ? record.id : null,
        payload: canonicalJson(record),
      };
      return { table: CLASSIFICATION_FAILURES, day: common.p_parse_time.slice(0, 10), json: JSON.stringify(row) };
    }
  }
}
