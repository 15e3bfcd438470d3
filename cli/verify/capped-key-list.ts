import type { Unnamed } from './chain';

// Enough to read. Somebody who can write to the lake could add any number of objects.
const MOST_KEYS = 1000;

/** The first keys of objects, and how many there are in total. */
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
