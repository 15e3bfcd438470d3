import { gunzipSync } from 'node:zlib';
import { isObject } from '../../lambda/schema/canonical-json';
import { parseExactly } from '../../lambda/schema/exact-json';
import type { MemoryObjectStore } from '../memory-object-store';

/** A row of the lake, and the key of the object in which it stands. */
export interface LakeRow {
  readonly key: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/** The rows of all events and classification failures. Throws when a line is no object of JSON. */
export function rowsIn(lake: MemoryObjectStore): LakeRow[] {
  return [...lake.objects]
    .filter(([key]) => /^events\/(?!alerts\/)/.test(key))
    .flatMap(([key, object]) =>
      gunzipSync(object)
        .toString()
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => ({ key, row: parseRow(line) })),
    );
}

/** The text of a record as it is read in a page: of what stands outermost, the exact reader expects no record. */
export function exactly(record: string): unknown {
  const page = parseExactly(`[${record}]`);
  return Array.isArray(page) ? page[0] : undefined;
}

/** The fields of a record as the lake has them, with half a character as a mark and its digits. */
export function fieldsAsKept(record: unknown): [name: string, value: unknown][] {
  const json = JSON.stringify(record).replace(/(?<=(?<!\\)(?:\\\\)*)\\u(d[89a-f][0-9a-f]{2})/g, '\ufffd$1');
  return Object.entries(parseRow(json));
}

function parseRow(line: string): LakeRow['row'] {
  const row: unknown = JSON.parse(line);
  if (!isObject(row)) throw new Error(`A line of the lake is no object: ${line.slice(0, 200)}`);
  return row;
}
