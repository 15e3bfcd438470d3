import { constants } from 'node:os';
import { AthenaClient } from '@aws-sdk/client-athena';
import { SettingError } from '../lambda/errors';
import { AWS_CLIENT } from '../lambda/platform/aws-clients';
import { systemClock } from '../lambda/platform/clock';
import { STACK_NAME } from '../lib/stack-names';
import { onError } from '../local/colours';
import { lakeDirectory } from '../local/lake-directory';
import { reportFailure } from '../local/report-failure';
import { openDirectoryLake } from '../local/search/duckdb-engine';
import type { QueryEngine } from '../local/search/query-engine';
import { terminalText } from '../local/terminal-text';
import { AthenaEngine } from './athena-engine';

/** Opens what answers queries: Athena for a stack, else DuckDB for a directory. Throws `SettingError`. */
export async function openEngine({
  stack,
  lake,
}: {
  readonly stack?: string;
  readonly lake: string;
}): Promise<QueryEngine> {
  if (stack === undefined) return openDirectoryLake(lakeDirectory(lake));
  if (!STACK_NAME.test(stack)) throw new SettingError(`--stack: ${terminalText(stack)} is no name of a stack.`);
  return new AthenaEngine(new AthenaClient(AWS_CLIENT), stack, systemClock);
}

/** Ends the program at Ctrl-C, having ended the query that runs: in Athena it would go on and be charged. */
export function cancelOnSignal(engine: QueryEngine): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(engine, signal));
}

async function stop(engine: QueryEngine, signal: 'SIGINT' | 'SIGTERM'): Promise<void> {
  await engine.cancel().catch(reportFailure);
  process.stderr.write('Stopped.\n');
  process.exit(128 + constants.signals[signal]);
}

/** What Athena read, and what that costs. $5 per TB and 10 MB a query at least, in most regions. https://aws.amazon.com/athena/pricing/ */
export function athenaCost(scannedBytes: number): string {
  const megabytes = Math.ceil(scannedBytes / 1e6).toLocaleString('en-US');
  const dollars = (Math.max(scannedBytes, 10e6) / 1e12) * 5;
  return onError.dim(`Athena read ${megabytes} MB: about $${dollars.toFixed(dollars < 0.01 ? 5 : 2)}.`);
}
