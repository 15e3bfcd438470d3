import type { ObjectStore } from '../../lambda/platform/object-store';

/** Of a store the objects of one source: what the check of the promise looks at, which knows one API. */
export function ofSource(store: ObjectStore, source: string): ObjectStore {
  return {
    get: (key) => store.get(key),
    exists: (key) => store.exists(key),
    put: (...args) => store.put(...args),
    delete: (key) => store.delete(key),
    async *list(prefix) {
      for await (const key of store.list(prefix)) if (new RegExp(`/${source}[-./]`).test(key)) yield key;
    },
  };
}
