import type { ObjectStore, PutCondition } from './object-store';
import { parseStored, type StoredFormat } from './stored-format';

/** A JSON object as it was read: what a later `replace` is compared with. */
export type StoredJson<T> =
  | { readonly kind: 'absent'; readonly value: undefined }
  | { readonly kind: 'read'; readonly value: T; readonly etag: string }
  /** `problem` is a `NewerFormatError`, or says how the object is damaged. */
  | { readonly kind: 'unreadable'; readonly value: undefined; readonly etag: string; readonly problem: unknown };

/** A small JSON object in an object store, replaced by compare-and-swap. */
export class JsonObject<T extends object> {
  constructor(
    private readonly store: ObjectStore,
    /** Its key in the store. */
    readonly key: string,
    private readonly format: StoredFormat<T>,
  ) {}

  /** Reads the value. It throws only what the store throws: a damaged or newer object is `unreadable`. */
  async read(): Promise<StoredJson<T>> {
    const object = await this.store.get(this.key);
    if (!object) return { kind: 'absent', value: undefined };
    try {
      const value = parseStored(this.key, new TextDecoder().decode(object.body), this.format);
      return { kind: 'read', value, etag: object.etag };
    } catch (problem) {
      return { kind: 'unreadable', value: undefined, etag: object.etag, problem };
    }
  }

  /** Writes a value if nobody wrote the object since it was read. `changed`: somebody did, and nothing was written. */
  async replace(before: StoredJson<T>, value: T): Promise<'stored' | 'changed'> {
    const condition: PutCondition =
      before.kind === 'absent' ? { kind: 'absent' } : { kind: 'ifMatch', etag: before.etag };
    return (await this.#put(value, condition)) === 'stored' ? 'stored' : 'changed';
  }

  /** Writes a value, whatever was there. */
  async write(value: T): Promise<void> {
    await this.#put(value);
  }

  /** Deletes the object, whatever it holds. */
  async delete(): Promise<void> {
    await this.store.delete(this.key);
  }

  #put(value: T, condition?: PutCondition) {
    const { version } = this.format;
    // The format alone decides the version; a `v` in the value must not.
    const text = JSON.stringify(Object.assign({ v: version }, value, { v: version }));
    return this.store.put(this.key, new TextEncoder().encode(`${text}\n`), condition);
  }
}
