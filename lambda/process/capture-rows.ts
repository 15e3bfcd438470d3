import { type Capture, captureRecords } from '../archive/capture';
import { type Row, rowMaker } from '../lake/rows';
import { TABLES } from '../names';
import { CLASSIFIERS } from '../schema/classifiers';
import { KINDS } from '../sources/kinds';

/** The rows of a capture's new records, in order. Throws `ArchiveError` when its body is not what its header says. */
export function captureRows(capture: Capture): readonly Row[] {
  const { header } = capture;
  const skipped = new Set(header.duplicates);
  const makeRow = rowMaker(header, CLASSIFIERS[header.logType]);
  return captureRecords(capture, KINDS[header.kind].format.readRecords).flatMap((record, position) =>
    skipped.has(position) ? [] : [makeRow(record, position)],
  );
}

/** Of a capture's rows the events, as JSON text: what detections look at. */
export function eventRows({ header }: Capture, rows: readonly Row[]): readonly string[] {
  return rows.filter(({ table }) => table === TABLES[header.logType]).map(({ json }) => json);
}
