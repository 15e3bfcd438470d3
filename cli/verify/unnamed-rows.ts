import type { ObjectStore } from '../../lambda/platform/object-store';
import { CappedKeyList } from './capped-key-list';
import type { Unnamed } from './chain';
import type { Link } from './link';
import type { ListedRows } from './listed-rows';

/** Finds, of one source, which of the listed rows no receipt names: somebody else put them there. */
export class UnnamedRows {
  readonly #keys: CappedKeyList;

  /** `before`: what an earlier walk had found. */
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

  /** Of captures that there are not, and were not. Both are numbers in order that were listed after the rows. */
  async judgeRest(captures: readonly number[], receipts: readonly number[]): Promise<void> {
    const known = new Set([...captures, ...receipts]);
    // What is older than the oldest capture may have expired together with it, in whatever order.
    const [first = 0] = captures;
    for (const seq of this.listed.numbersOf(this.source)) {
      if (seq >= first && !known.has(seq)) await this.#add(this.listed.keysOf(this.source, seq));
    }
  }

  /** Of a capture whose receipt was read after the rows were listed; without a receipt it may still be being processed. */
  async judge({ seq, rows }: Pick<Link, 'seq' | 'rows'>): Promise<void> {
    if (rows) await this.#add(this.listed.keysOf(this.source, seq).filter((key) => !rows.includes(key)));
  }

  // A capture that is processed again meanwhile removes what it no longer makes.
  async #add(keys: readonly string[]): Promise<void> {
    for (const key of keys) if (!this.#keys.hasRoom || (await this.lake.exists(key))) this.#keys.add(key);
  }
}
