import type { LogType } from '../names';
import { type Classifier, classifierFor } from './classify';
import { SCHEMAS } from './schemas';

/** The classifier of each log type. */
export const CLASSIFIERS: Readonly<Record<LogType, Classifier>> = {
  'Atlassian.Audit': classifierFor(SCHEMAS['Atlassian.Audit']),
  'Panther.Audit': classifierFor(SCHEMAS['Panther.Audit']),
};
