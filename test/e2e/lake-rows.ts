import { readRows } from '../../lambda/lake/rows-object';
import { PREFIX } from '../../lambda/names';
import type { ObjectStore } from '../../lambda/platform/object-store';
import { keysOf } from './stored-objects';

/** A row of the lake as it stands there. */
export interface LakeRow {
  /** Day of the object that holds it. */
  readonly date: string;
  readonly value: unknown;
}

/** All rows of a table. */
export async function rowsOf(lake: ObjectStore, table: string): Promise<LakeRow[]> {
  const rows: LakeRow[] = [];
  for (const key of await keysOf(lake, `${PREFIX.events}${table}/`)) {
    const object = await lake.get(key);
    const date = /date=([\d-]+)/.exec(key)?.[1] ?? '';
    for (const text of readRows(key, object?.body ?? new Uint8Array())) rows.push({ date, value: JSON.parse(text) });
  }
  return rows;
}
