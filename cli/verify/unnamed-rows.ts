import type { ObjectStore } from '../../lambda/platform/object-store';
import { CappedKeyList } from './capped-key-list';
import type { Unnamed } from './chain';
import type { Link } from './link';
import type { ListedRows } from './listed-rows';

/** Finds the listed rows of one source that no receipt lists: Keepwatch did not write them. */
export class UnnamedRows {
  readonly #keys: CappedKeyList;

  /** `before`: what an earlier run found. */
  constructor(
    private readonly lake: ObjectStore,
    private readonly source: string,
    private readonly listed: ListedRows,
    before?: Unnamed,
  ) {
    this.#keys = new CappedKeyList(before);
  }

  get found(): Unnamed {
    return this.#keys.found;
  }

  /** Checks rows of captures that do not exist. `captures` and `receipts` are sorted numbers, listed after the rows. */
  async judgeRest(captures: readonly number[], receipts: readonly number[]): Promise<void> {
    const known = new Set([...captures, ...receipts]);
    // Older captures have expired; rows and receipts may expire a little later.
    const [first = 0] = captures;
    for (const seq of this.listed.numbersOf(this.source)) {
      if (seq >= first && !known.has(seq)) await this.#add(this.listed.keysOf(this.source, seq));
    }
  }

  /** Checks rows of a capture whose receipt was read after the rows were listed. Without a receipt it may still be in progress. */
  async judge({ seq, rows }: Pick<Link, 'seq' | 'rows'>): Promise<void> {
    if (rows) await this.#add(this.listed.keysOf(this.source, seq).filter((key) => !rows.includes(key)));
  }

  // A capture that is replayed at the same time deletes rows that it no longer makes.
  async #add(keys: readonly string[]): Promise<void> {
    for (const key of keys) if (!this.#keys.hasRoom || (await this.lake.exists(key))) this.#keys.add(key);
  }
}
