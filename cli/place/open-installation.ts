import type { Installation } from './installation';
import type { LakeOptions } from './open-engine';
import { checkedStackName } from './stack/stack-name';

/** The Keepwatch in a directory, or of a stack. Throws `SettingError` when there is none. */
export async function openInstallation({ lake, stack }: LakeOptions): Promise<Installation> {
  return stack === undefined
    ? directory().directoryInstallation(lake)
    : deployed().openStackInstallation(checkedStackName(stack));
}

// The one loads the detections, the other the AWS SDK.
const directory = (): typeof import('./directory/directory-installation') =>
  require('./directory/directory-installation');
const deployed = (): typeof import('./stack/stack-installation') => require('./stack/stack-installation');
