import type { LogType } from '../names';
import { atlassianAudit } from './atlassian-audit';
import { type Classifier, classifierFor } from './classify';

/** The classifier of each log type. */
export const CLASSIFIERS: Readonly<Record<LogType, Classifier>> = {
  'Atlassian.Audit': classifierFor(atlassianAudit),
};
