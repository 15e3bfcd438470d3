import { ObjectStoreError } from '../../lambda/errors';
import type { ObjectStore } from '../../lambda/platform/object-store';

/** A store that takes nothing while it is broken. */
export function breakableStore(store: ObjectStore, isBroken: () => boolean): ObjectStore {
  return {
    get: (key) => store.get(key),
    exists: (key) => store.exists(key),
    list: (prefix, after) => store.list(prefix, after),
    delete: (key) => store.delete(key),
    put: (key, body, condition) =>
      isBroken()
        ? Promise.reject(new ObjectStoreError(`Could not write ${key}: access denied`))
        : store.put(key, body, condition),
  };
}
