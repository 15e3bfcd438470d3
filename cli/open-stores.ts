import { join } from 'node:path';
import { SettingError } from '../lambda/errors';
import type { ObjectStore } from '../lambda/platform/object-store';
import { STACK_NAME } from '../lib/stack-names';
import { DirectoryObjectStore } from '../local/directory-object-store';
import { lakeDirectory } from '../local/lake-directory';
import { terminalText } from '../local/terminal-text';
import type { LakeOptions } from './open-engine';
import { describeStack } from './stack/deployed-stack';
import { stackStores } from './stack/stack-stores';

/** The archive and the lake of a directory, or of a stack. Throws `SettingError` when there is none. */
export async function openStores({
  lake,
  stack,
}: LakeOptions): Promise<{ readonly archive: ObjectStore; readonly lake: ObjectStore }> {
  if (stack === undefined) {
    const store = new DirectoryObjectStore(lakeDirectory(lake));
    return { archive: new DirectoryObjectStore(join(lake, 'archive')), lake: store };
  }
  if (!STACK_NAME.test(stack)) throw new SettingError(`--stack: ${terminalText(stack)} is no name of a stack.`);
  return stackStores(await describeStack(stack));
}
