/** The port to where objects live: S3 in AWS, a directory on a laptop. Both pass one contract test. */
export interface ObjectStore {
  /** The object, or undefined when there is none. */
  get(key: string): Promise<StoredObject | undefined>;
  exists(key: string): Promise<boolean>;
  /** Writes the whole object or nothing. With a condition that does not hold, changes nothing and answers `refused`. */
  put(key: string, body: Uint8Array, condition?: PutCondition): Promise<PutOutcome>;
  /** Removes the object; removing what is not there is no error. */
  delete(key: string): Promise<void>;
  /** Keys with the prefix, in ascending order of their bytes; those after a key, when one is given. */
  list(prefix: string, after?: string): AsyncIterable<string>;
}

/** An object as it was read. */
export interface StoredObject {
  readonly body: Uint8Array;
  /** Names this version of the object; what `ifMatch` takes. */
  readonly etag: string;
}

/** `absent`: only if nothing is there yet. `ifMatch`: only if what is there is still that version. */
export type PutCondition = { readonly kind: 'absent' } | { readonly kind: 'ifMatch'; readonly etag: string };

/** `refused`: the condition does not hold, and nothing was changed. */
export type PutOutcome = 'stored' | 'refused';
