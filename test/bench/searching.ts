import { existsSync, readFileSync } from 'node:fs';
import { readRows } from '../../lambda/lake/rows-object';
import { objectsSince, RARE_ACTOR } from './search-lake';

/**
 * What nobody can do without who answers from a lake: inflate each object of these days, and parse each row.
 * Answers how many rows are of the actor.
 */
export async function inflateAndParse(directory: string, since: string): Promise<number> {
  let count = 0;
  for (const path of await objectsSince(directory, since)) {
    const rows = readRows(path, readFileSync(path));
    count += rows.filter((row) => JSON.parse(row).attributes.actor.id === RARE_ACTOR).length;
  }
  return count;
}

/** Bytes that this process has read until now, also from the system's cache; NaN where the system does not count them. */
export function bytesRead(): number {
  const counters = '/proc/self/io';
  return existsSync(counters) ? Number(/^rchar: (\d+)$/m.exec(readFileSync(counters, 'utf8'))?.[1]) : Number.NaN;
}
