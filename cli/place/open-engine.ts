import { lakeDirectory } from './directory/lake-directory';
import type { QueryEngine } from './query-engine';
import { checkedStackName } from './stack/stack-name';

/** What a command is about: the directory that `npm start` has filled, or a deployed stack instead. */
export interface LakeOptions {
  readonly lake: string;
  readonly stack?: string;
}

/** Opens what answers queries: Athena for a stack, else DuckDB for a directory. Throws `SettingError`. */
export async function openEngine({ stack, lake }: LakeOptions): Promise<QueryEngine> {
  if (stack === undefined) return duckdb().openDirectoryLake(lakeDirectory(lake));
  return athena().openAthena(checkedStackName(stack));
}

// Each takes most of a second to load.
const duckdb = (): typeof import('./directory/duckdb-engine') => require('./directory/duckdb-engine');
const athena = (): typeof import('./stack/athena-engine') => require('./stack/athena-engine');
