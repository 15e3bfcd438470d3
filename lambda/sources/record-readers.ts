import type { CapturedLogType } from '../names';
import { readAtlassianRecords } from './atlassian/page';

/** How the records of each log type's captures are read from the body that was received. */
export const RECORD_READERS: Readonly<Record<CapturedLogType, (body: Uint8Array) => readonly unknown[]>> = {
  'Atlassian.Audit': readAtlassianRecords,
};
