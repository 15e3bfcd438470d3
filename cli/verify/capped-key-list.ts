import type { Unnamed } from './chain';

// Nobody reads more names than these; whoever can write to the lake could write any number of objects.
const MOST_KEYS = 1000;

/** Keys of objects: how many, and the first of them. */
export class CappedKeyList {
  readonly #keys: string[];
  #count: number;

  constructor(before: Unnamed = { count: 0, keys: [] }) {
    this.#keys = [...before.keys];
    this.#count = before.count;
  }

  /** Whether the next one is among the first. */
  get hasRoom(): boolean {
    return this.#keys.length < MOST_KEYS;
  }

  add(key: string): void {
    if (this.hasRoom) this.#keys.push(key);
    this.#count += 1;
  }

  get found(): Unnamed {
    return { count: this.#count, keys: [...this.#keys] };
  }
}
