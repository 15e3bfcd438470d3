import { demoCredential } from '../cli/place/directory/credentials';
import type { SecretReader } from '../lambda/platform/secrets';
import type { PullKind } from '../lambda/sources/pullers';

/** The credential that the bundled simulator of a kind accepts at a base URL. */
export function demoSecret(kind: PullKind, baseUrl: string): SecretReader {
  const secret = demoCredential(kind, baseUrl);
  if (secret === undefined) throw new Error(`${kind} has no simulator`);
  return secret;
}
