import { readRows } from '../../lambda/lake/rows-object';
import type { Deployment } from './deployment';
import { keysOf } from './stored-objects';

/** The rows of a table that came of one source. */
export async function rowsOf(
  { lake }: Deployment,
  table: string,
  source: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const rows: Record<string, unknown>[] = [];
  for (const key of await keysOf(lake, `events/${table}/`)) {
    if (!key.includes(`/${source}-`)) continue;
    const object = await lake.get(key);
    for (const row of readRows(key, object?.body ?? new Uint8Array())) rows.push(JSON.parse(row));
  }
  return rows;
}
