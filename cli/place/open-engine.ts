import { AthenaClient } from '@aws-sdk/client-athena';
import { AWS_CLIENT } from '../../lambda/platform/aws-clients';
import { systemClock } from '../../lambda/platform/clock';
import { openDirectoryLake } from './directory/duckdb-engine';
import { lakeDirectory } from './directory/lake-directory';
import type { QueryEngine } from './query-engine';
import { AthenaEngine } from './stack/athena-engine';
import { checkedStackName } from './stack/stack-name';

/** What a command is about: the directory that `npm start` has filled, or a deployed stack instead. */
export interface LakeOptions {
  readonly lake: string;
  readonly stack?: string;
}

/** Opens what answers queries: Athena for a stack, else DuckDB for a directory. Throws `SettingError`. */
export async function openEngine({ stack, lake }: LakeOptions): Promise<QueryEngine> {
  if (stack === undefined) return openDirectoryLake(lakeDirectory(lake));
  return new AthenaEngine(new AthenaClient(AWS_CLIENT), checkedStackName(stack), systemClock);
}
