import { type Classifier, classifierFor } from '../schema/classify';
import { type LogType, logTypeOf } from './log-types';

const classifiers = new Map<LogType, Classifier>();

/** The classifier of a log type, built at its first use. */
export function classifierOf(name: LogType): Classifier {
  const known = classifiers.get(name);
  if (known !== undefined) return known;
  const built = classifierFor(logTypeOf(name).schema);
  classifiers.set(name, built);
  return built;
}
