import { SettingError } from '../../../lambda/errors';
import type { SecretReader } from '../../../lambda/platform/secrets';
import { allowedBaseUrls, isAllowedBaseUrl, vendorBaseUrl } from '../../../lambda/sources/api-host';
import { PULL_KINDS, PULLERS, type PullKind } from '../../../lambda/sources/pullers';
import { UsageError } from '../../exit-codes';
import { terminalText } from '../../terminal/terminal-text';
import { meant } from '../source-access';
import { credentialVariables, environmentCredential } from './credentials';
import { SecretFile } from './secret-file';

/** A source that is polled into a directory, and its credential. */
export interface DirectorySource {
  readonly name: string;
  readonly kind: PullKind;
  readonly apiBaseUrl: string | undefined;
  readonly secret: SecretReader;
}

/** The kind of a source that `start` polls into a directory, from its name `<kind>-main`. Throws `SettingError`. */
export function kindOfDirectorySource(name: string): PullKind {
  const kind = PULL_KINDS.find((each) => name === `${each}-main`);
  if (kind !== undefined) return kind;
  const available = PULL_KINDS.map((each) => `${each}-main`);
  const names = available.join(' and ');
  if (PULL_KINDS.some((each) => name === `${each}-demo`)) {
    throw new SettingError(`${name} belongs to the demo: its API runs only during start. Available: ${names}.`);
  }
  throw new SettingError(`Unknown source ${terminalText(name)}.${meant(name, available)} Available: ${names}.`);
}

/** Refuses an `--api-base-url` to which a credential must not be sent. Throws `UsageError`. */
export function checkAddress(apiBaseUrl: string | undefined, name: string, kind: PullKind): void {
  const { apiHost } = PULLERS[kind];
  if (apiBaseUrl === undefined || isAllowedBaseUrl(apiHost, apiBaseUrl)) return;
  throw new UsageError(
    `--api-base-url: ${terminalText(apiBaseUrl)} is not allowed for ${name}; use ${allowedBaseUrls(apiHost)}.`,
  );
}

/** The address stored with a credential; undefined for the vendor's own. Throws `SettingError` when it is not allowed. */
export function storedAddress(secret: SecretFile, kind: PullKind): string | undefined {
  const { apiHost } = PULLERS[kind];
  const address = secret.address();
  if (address === undefined || isAllowedBaseUrl(apiHost, address)) return address;
  // The address is not repeated: it may hold a password.
  throw new SettingError(
    `The address in ${secret.name} is not allowed; use ${allowedBaseUrls(apiHost)}. Delete the file, then enter the credential again.`,
  );
}

/** Whether there is a credential for a kind of source: in the environment, or entered for this directory. */
export function hasCredential(kind: PullKind, directory: string, environment: NodeJS.ProcessEnv): boolean {
  return isInEnvironment(kind, environment) || new SecretFile(directory, `${kind}-main`).exists();
}

/** A source of a directory with its credential. Throws `UsageError` or `SettingError`. */
export function directorySource(
  name: string,
  directory: string,
  apiBaseUrl: string | undefined,
  environment: NodeJS.ProcessEnv,
): DirectorySource {
  const kind = kindOfDirectorySource(name);
  checkAddress(apiBaseUrl, name, kind);
  if (isInEnvironment(kind, environment)) {
    return { name, kind, apiBaseUrl, secret: environmentCredential(kind, environment) };
  }
  const secret = new SecretFile(directory, name);
  if (!secret.exists()) {
    throw new SettingError(
      `${name} has no credential. ${secret.howToEnter} Or set ${credentialVariables(kind).join(' and ')}.`,
    );
  }
  if (secret.isFor(apiBaseUrl, vendorBaseUrl(PULLERS[kind].apiHost)))
    return { name, kind, apiBaseUrl: storedAddress(secret, kind), secret };
  throw new SettingError(
    `--api-base-url: the credential in ${secret.name} is for ${terminalText(secret.address() ?? "the vendor's own address")} and is sent to no other. Leave it out.`,
  );
}

function isInEnvironment(kind: PullKind, environment: NodeJS.ProcessEnv): boolean {
  return credentialVariables(kind).every((name) => environment[name]?.trim());
}
