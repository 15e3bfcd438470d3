import type { LogType } from '../names';
import { atlassianAudit } from './atlassian-audit';
import type { Schema } from './language';
import { pantherAudit } from './panther-audit';

/** The schema of each log type. */
export const SCHEMAS = {
  'Atlassian.Audit': atlassianAudit,
  'Panther.Audit': pantherAudit,
} as const satisfies Readonly<Record<LogType, Schema>>;
