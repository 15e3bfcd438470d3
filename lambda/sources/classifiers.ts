import { type Classifier, classifierFor } from '../schema/classify';
import { LOG_TYPES, type LogType, logTypeOf } from './log-types';

const CLASSIFIERS = new Map<LogType, Classifier>(
  LOG_TYPES.map((name) => [name, classifierFor(logTypeOf(name).schema)]),
);

/** The classifier of a log type. */
export function classifierOf(name: LogType): Classifier {
  return CLASSIFIERS.get(name) ?? classifierFor(logTypeOf(name).schema);
}
