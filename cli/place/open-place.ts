import type { ObjectStore } from '../../lambda/platform/object-store';
import { directoryPlace } from './directory/directory-place';
import { lakeDirectory } from './directory/lake-directory';
import type { Place } from './place';
import type { PlaceOptions } from './place-options';
import type { QueryEngine } from './query-engine';
import { checkedStackName } from './stack/stack-name';

/** Opens the directory of `--lake`, or the stack of `--stack`. Throws `SettingError` when it does not exist. */
export async function openPlace({ lake, stack }: PlaceOptions): Promise<Place> {
  return stack === undefined ? directoryPlace(lake) : inAws().openStackPlace(checkedStackName(stack));
}

/** Opens SQL over its tables: DuckDB for a directory, Athena for a stack. Throws `SettingError`. */
export async function openQueryEngine({ lake, stack }: PlaceOptions): Promise<QueryEngine> {
  if (stack === undefined) return duckdb().openDirectoryLake(lakeDirectory(lake));
  return athena().openAthena(checkedStackName(stack));
}

/** Opens one bucket by its name. */
export function openBucket(bucket: string): ObjectStore {
  return inAws().bucketStore(bucket);
}

// The AWS SDK and DuckDB take most of a second to load: only when they are used.
const inAws = (): typeof import('./stack/stack-place') => require('./stack/stack-place');
const duckdb = (): typeof import('./directory/duckdb-engine') => require('./directory/duckdb-engine');
const athena = (): typeof import('./stack/athena-engine') => require('./stack/athena-engine');
