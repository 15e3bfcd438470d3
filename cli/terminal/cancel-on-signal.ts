import type { QueryEngine } from '../place/query-engine';
import { stopOnSignal } from './stop-on-signal';

/** Ends the program at Ctrl-C, having ended the query that runs: in Athena it would go on and be charged. */
export function cancelOnSignal(engine: QueryEngine): void {
  stopOnSignal(() => engine.cancel());
}
