import { parseRowsKey, type RowsKey, rowsKey } from '../../lambda/lake/layout';
import { PREFIX } from '../../lambda/names';
import type { ObjectStore } from '../../lambda/platform/object-store';
import { CappedKeyList } from './capped-key-list';

type Folder = Pick<RowsKey, 'table' | 'day'>;

/** The row objects that were in the lake when it was listed, by the capture in their keys. */
export class ListedRows {
  /** Objects whose keys contain no capture: Keepwatch writes no such keys. */
  readonly strays = new CappedKeyList();
  // Numbers, not keys: five years of captures are a million objects.
  readonly #folders: Folder[] = [];
  readonly #sources = new Map<string, Map<number, readonly number[]>>();

  /** Lists the rows of a lake without reading them. */
  static async of(lake: ObjectStore): Promise<ListedRows> {
    const listed = new ListedRows();
    for await (const key of lake.list(PREFIX.events)) {
      const parsed = parseRowsKey(key);
      if (parsed) listed.#add(parsed);
      else listed.strays.add(key);
    }
    return listed;
  }

  get sources(): Iterable<string> {
    return this.#sources.keys();
  }

  /** Numbers of the captures of a source that have rows. */
  numbersOf(source: string): Iterable<number> {
    return this.#sources.get(source)?.keys() ?? [];
  }

  /** Keys of the rows of a capture. */
  keysOf(source: string, seq: number): readonly string[] {
    const folders = this.#sources.get(source)?.get(seq) ?? [];
    return folders.flatMap((i) => {
      const folder = this.#folders[i];
      return folder ? [rowsKey(folder.table, folder.day, source, seq)] : [];
    });
  }

  #add({ table, day, source, seq }: RowsKey): void {
    const captures = this.#sources.get(source) ?? new Map<number, readonly number[]>();
    this.#sources.set(source, captures);
    const folder = this.#folderOf(table, day);
    captures.set(seq, [...(captures.get(seq) ?? []), folder]);
  }

  // Listings are sorted: the folder is the last one, or new.
  #folderOf(table: string, day: string): number {
    const last = this.#folders.at(-1);
    if (last?.table !== table || last.day !== day) this.#folders.push({ table, day });
    return this.#folders.length - 1;
  }
}
