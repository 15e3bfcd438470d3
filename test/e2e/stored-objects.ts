import { objectDigest } from '../../lambda/archive/capture';
import type { ObjectStore } from '../../lambda/platform/object-store';

/** The keys with a prefix. */
export async function keysOf(store: ObjectStore, prefix = ''): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of store.list(prefix)) keys.push(key);
  return keys;
}

/** The digest of every object with a prefix, by its key. */
export async function digestsOf(store: ObjectStore, prefix = ''): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const key of await keysOf(store, prefix)) {
    digests[key] = objectDigest((await store.get(key))?.body ?? new Uint8Array());
  }
  return digests;
}
