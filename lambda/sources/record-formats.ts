import type { SourceKind } from '../names';
import { atlassianFormat } from './atlassian/page';
import { deploymentFormat } from './deployment/deployment-format';
import { pantherFormat } from './panther/page';
import type { RecordFormat } from './record-format';

/** The format of each kind's captures. */
export const RECORD_FORMATS: Readonly<Record<SourceKind, RecordFormat>> = {
  atlassian: atlassianFormat,
  panther: pantherFormat,
  deployment: deploymentFormat,
};
