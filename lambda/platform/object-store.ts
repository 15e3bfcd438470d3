/** The port for stored objects: S3 in AWS, a directory on a laptop. Both pass the same contract test. */
export interface ObjectStore {
  /** The object, or undefined when there is none. */
  get(key: string): Promise<StoredObject | undefined>;
  exists(key: string): Promise<boolean>;
  /** Writes the whole object or nothing. Returns `refused`, and changes nothing, when the condition does not hold. */
  put(key: string, body: Uint8Array, condition?: PutCondition): Promise<PutOutcome>;
  /** Removes the object, if there is one. */
  delete(key: string): Promise<void>;
  /** Keys with the prefix, in ascending order of their bytes; with `after`, only later keys. */
  list(prefix: string, after?: string): AsyncIterable<string>;
}

/** An object as it was read. */
export interface StoredObject {
  readonly body: Uint8Array;
  /** Identifies this version of the object, for `ifMatch`. */
  readonly etag: string;
}

/** `absent`: only if there is no object yet. `ifMatch`: only if the object is still this version. */
export type PutCondition = { readonly kind: 'absent' } | { readonly kind: 'ifMatch'; readonly etag: string };

/** `refused`: the condition does not hold, and nothing was changed. */
export type PutOutcome = 'stored' | 'refused';
