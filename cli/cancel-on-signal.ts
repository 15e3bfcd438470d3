import { constants } from 'node:os';
import { reportFailure } from '../local/report-failure';
import type { QueryEngine } from '../local/search/query-engine';

/** Ends the program at Ctrl-C, having ended the query that runs: in Athena it would go on and be charged. */
export function cancelOnSignal(engine: QueryEngine): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(engine, signal));
}

async function stop(engine: QueryEngine, signal: 'SIGINT' | 'SIGTERM'): Promise<void> {
  await engine.cancel().catch(reportFailure);
  process.stderr.write('Stopped.\n');
  process.exit(128 + constants.signals[signal]);
}
