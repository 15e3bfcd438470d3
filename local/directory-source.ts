import { SettingError } from '../lambda/errors';
import { isAtlassianApiBaseUrl } from '../lambda/names';
import type { SecretReader } from '../lambda/platform/secrets';
import { PULL_KINDS, type PullKind } from '../lambda/sources/kinds';
import { atlassianDemo, credentialVariables, environmentCredential } from './credentials';
import { SecretFile } from './secret-file';
import { terminalText } from './terminal-text';

/** A source that is polled into a directory, and with which credential. */
export interface DirectorySource {
  readonly name: string;
  readonly kind: PullKind;
  readonly apiBaseUrl: string | undefined;
  readonly secret: SecretReader;
}

/** The kind of a source that `npm start` polls into a directory: its name is `<kind>-main`. Throws `SettingError`. */
export function kindOfDirectorySource(name: string): PullKind {
  const kind = PULL_KINDS.find((each) => name === `${each}-main` || name === `${each}-demo`);
  if (kind !== undefined) return kind;
  const names = PULL_KINDS.map((each) => `${each}-main`).join(' and ');
  throw new SettingError(`${terminalText(name)} is no source of a directory; there are ${names}.`);
}

/** The credential in the environment, or else the one that was entered for this directory; undefined when there is neither. */
export function directoryCredential(
  kind: PullKind,
  directory: string,
  environment: NodeJS.ProcessEnv,
): SecretReader | undefined {
  if (credentialVariables(kind).every((name) => environment[name]?.trim()))
    return environmentCredential(kind, environment);
  const file = new SecretFile(directory, `${kind}-main`);
  return file.exists() ? file : undefined;
}

/** What asks the API for a source of a directory. Throws `SettingError` when there is no credential for it. */
export function directorySource(
  name: string,
  directory: string,
  apiBaseUrl: string | undefined,
  environment: NodeJS.ProcessEnv,
): DirectorySource {
  const kind = kindOfDirectorySource(name);
  if (apiBaseUrl !== undefined && (kind !== 'atlassian' || !isAtlassianApiBaseUrl(apiBaseUrl))) {
    throw new SettingError(`--api-base-url: ${terminalText(apiBaseUrl)} is not allowed for ${name}; leave it out.`);
  }
  // A simulator knows the demo alone, and need not be told a secret.
  if (name.endsWith('-demo')) {
    if (apiBaseUrl !== undefined) return { name, kind, apiBaseUrl, secret: atlassianDemo };
    throw new SettingError(`${name} is the demo's, whose API is gone; name another source.`);
  }
  const secret = directoryCredential(kind, directory, environment);
  if (secret) return { name, kind, apiBaseUrl, secret };
  throw new SettingError(
    `${name} has no credential. Enter it with npm run keepwatch -- connect ${name}, or set ${credentialVariables(kind).join(' and ')}.`,
  );
}
