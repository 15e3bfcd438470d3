import type { ObjectStore } from '../../lambda/platform/object-store';

/** Where captures are, and what was made of them. */
export interface Stores {
  readonly archive: ObjectStore;
  readonly lake: ObjectStore;
}
