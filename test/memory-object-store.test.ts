import { objectStoreContract } from './lambda/platform/object-store.contract';
import { MemoryObjectStore } from './memory-object-store';

describe('MemoryObjectStore', () => {
  objectStoreContract(async () => new MemoryObjectStore());
});
