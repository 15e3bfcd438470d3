import { directoryInstallation } from './directory/directory-installation';
import type { Installation } from './installation';
import type { LakeOptions } from './open-engine';
import { readStack } from './stack/deployed-stack';
import { stackInstallation } from './stack/stack-installation';
import { checkedStackName } from './stack/stack-name';

/** The Keepwatch in a directory, or of a stack. Throws `SettingError` when there is none. */
export async function openInstallation({ lake, stack }: LakeOptions): Promise<Installation> {
  return stack === undefined
    ? directoryInstallation(lake)
    : stackInstallation(await readStack(checkedStackName(stack)));
}
