import type { ObjectStore, PutCondition } from '../../../lambda/platform/object-store';

/** An object store that calls back for every object written, as S3 notifies EventBridge. */
export function watchedObjectStore(store: ObjectStore, onStored: (key: string) => void): ObjectStore {
  return {
    get: (key) => store.get(key),
    exists: (key) => store.exists(key),
    delete: (key) => store.delete(key),
    list: (prefix, after) => store.list(prefix, after),
    async put(key: string, body: Uint8Array, condition?: PutCondition) {
      const outcome = await store.put(key, body, condition);
      if (outcome === 'stored') onStored(key);
      return outcome;
    },
  };
}
