import { isObject } from '../../schema/canonical-json';
import type { RecordFormat } from '../record-format';
import { pantherLogType } from './log-type';
import { readPantherRows } from './page';
import type { pantherAudit } from './panther-audit';

/** Captures of data lake queries: their rows are records of the log type, with columns of Panther's own. */
export const pantherFormat: RecordFormat<typeof pantherAudit> = {
  logType: pantherLogType,
  readRecords: readPantherRows,
  identityOf: withoutOwnColumns,
  recordOf: withoutOwnColumns,
};

// Panther changes its p_ columns when it ingests a row again, and Keepwatch reserves these names for its own.
function withoutOwnColumns(row: unknown): unknown {
  if (!isObject(row)) return row;
  return Object.fromEntries(Object.entries(row).filter(([name]) => !/^p_/i.test(name)));
}
