import { openDirectoryLake } from '../../cli/place/directory/duckdb-engine';

/** Opens a lake, asks, and takes the whole answer, as the command does. Answers how many rows it has. */
export async function rowsFound(directory: string, sql: string): Promise<number> {
  const engine = await openDirectoryLake(directory);
  let count = 0;
  for await (const _row of (await engine.query(sql)).rows) count += 1;
  engine.close();
  return count;
}
