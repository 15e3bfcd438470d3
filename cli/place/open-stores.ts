import { join } from 'node:path';
import { DirectoryObjectStore } from './directory/directory-object-store';
import { lakeDirectory } from './directory/lake-directory';
import type { LakeOptions } from './open-engine';
import { checkedStackName } from './stack/stack-name';
import type { Stores } from './stores';

/** The archive and the lake of a directory, or of a stack. Throws `SettingError` when there is none. */
export async function openStores({ lake, stack }: LakeOptions): Promise<Stores> {
  if (stack === undefined) {
    const store = new DirectoryObjectStore(lakeDirectory(lake));
    return { archive: new DirectoryObjectStore(join(lake, 'archive')), lake: store };
  }
  return stackStores().openStackStores(checkedStackName(stack));
}

// Loads the AWS SDK.
const stackStores = (): typeof import('./stack/stack-stores') => require('./stack/stack-stores');
