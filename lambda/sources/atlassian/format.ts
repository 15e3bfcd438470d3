import { itself, type RecordFormat } from '../record-format';
import type { atlassianAudit } from './atlassian-audit';
import { atlassianLogType } from './log-type';
import { readAtlassianRecords } from './page';

/** Captures of events-stream: its events are records of the log type, unchanged. */
export const atlassianFormat: RecordFormat<typeof atlassianAudit> = {
  logType: atlassianLogType,
  readRecords: readAtlassianRecords,
  identityOf: itself,
  recordOf: itself,
};
