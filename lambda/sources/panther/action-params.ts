import { deepGet } from '../../rules/deep-get';
import type { PantherEvent } from './panther-audit';

// Newest first: versions of Panther grouped the parameters in different ways.
const PLACES: readonly (readonly string[])[] = [['dynamic', 'input'], ['input'], ['dynamic'], ['static'], []];

/** A parameter of the action, in whichever of the known shapes `actionParams` comes; undefined when it has none of the name. */
export function actionParam(event: PantherEvent, ...path: readonly (string | number)[]): unknown {
  for (const place of PLACES) {
    const value = deepGet(event.actionParams, ...place, ...path);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}
