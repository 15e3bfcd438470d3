import { deepGet } from '../../rules/deep-get';
import type { PantherEvent } from './panther-audit';

// Newest first: versions of Panther group the parameters differently.
const PLACES: readonly (readonly string[])[] = [['dynamic', 'input'], ['input'], ['dynamic'], ['static'], []];

/** A parameter of the action, in any known shape of `actionParams`; undefined when there is no such parameter. */
export function actionParam(event: PantherEvent, ...path: readonly (string | number)[]): unknown {
  for (const place of PLACES) {
    const value = deepGet(event.actionParams, ...place, ...path);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}
