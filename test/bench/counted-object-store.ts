import type { ObjectStore, PutCondition, PutOutcome, StoredObject } from '../../lambda/platform/object-store';

/** How often a store was asked. */
export interface StoreCalls {
  /** Objects that were read. */
  gets: number;
  /** Keys that were looked for. */
  looks: number;
  lists: number;
  puts: number;
}

/** A store that counts what it is asked, and knows which keys were put. */
export class CountedObjectStore implements ObjectStore {
  readonly stored: string[] = [];

  constructor(
    private readonly store: ObjectStore,
    /** Where it counts. */
    private readonly calls: StoreCalls,
  ) {}

  get(key: string): Promise<StoredObject | undefined> {
    this.calls.gets += 1;
    return this.store.get(key);
  }

  exists(key: string): Promise<boolean> {
    this.calls.looks += 1;
    return this.store.exists(key);
  }

  async put(key: string, body: Uint8Array, condition?: PutCondition): Promise<PutOutcome> {
    this.calls.puts += 1;
    const outcome = await this.store.put(key, body, condition);
    if (outcome === 'stored') this.stored.push(key);
    return outcome;
  }

  delete(key: string): Promise<void> {
    return this.store.delete(key);
  }

  list(prefix: string, after?: string): AsyncIterable<string> {
    this.calls.lists += 1;
    return this.store.list(prefix, after);
  }
}
