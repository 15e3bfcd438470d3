import { AthenaClient } from '@aws-sdk/client-athena';
import { SettingError } from '../lambda/errors';
import { AWS_CLIENT } from '../lambda/platform/aws-clients';
import { systemClock } from '../lambda/platform/clock';
import { STACK_NAME } from '../lib/stack-names';
import { lakeDirectory } from '../local/lake-directory';
import { openDirectoryLake } from '../local/search/duckdb-engine';
import type { QueryEngine } from '../local/search/query-engine';
import { terminalText } from '../local/terminal-text';
import { AthenaEngine } from './athena-engine';

/** What a command is about: the directory that `npm start` has filled, or a deployed stack instead. */
export interface LakeOptions {
  readonly lake: string;
  readonly stack?: string;
}

/** Opens what answers queries: Athena for a stack, else DuckDB for a directory. Throws `SettingError`. */
export async function openEngine({ stack, lake }: LakeOptions): Promise<QueryEngine> {
  if (stack === undefined) return openDirectoryLake(lakeDirectory(lake));
  if (!STACK_NAME.test(stack)) throw new SettingError(`--stack: ${terminalText(stack)} is no name of a stack.`);
  return new AthenaEngine(new AthenaClient(AWS_CLIENT), stack, systemClock);
}
