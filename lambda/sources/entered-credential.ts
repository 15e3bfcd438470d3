import * as z from 'zod/mini';
import { CredentialInvalidError } from '../errors';
import type { SecretReader } from '../platform/secrets';
import { parseRfc3339 } from '../schema/timestamp';

/** A field that somebody pastes, with blanks and line ends around it. `allowed` says what it should be. */
export function pasted(pattern: RegExp, allowed: string) {
  return z.string(allowed).check(z.trim(), z.regex(pattern, allowed));
}

/** An API key: within, only what fits into a header. */
export const API_KEY = pasted(/^[\x21-\x7e]{1,4096}$/, 'expected the API key, of printable characters without blanks');

/**
 * Reads and checks what an operator entered. Throws `CredentialInvalidError`, which names the secret and the field, never
 * a value; of a placeholder too.
 */
export async function enteredCredential<T>(
  secret: SecretReader,
  schema: z.ZodMiniType<T>,
  isPlaceholder: (credential: T) => boolean,
): Promise<T> {
  const invalid = (problem: string) =>
    new CredentialInvalidError(`The credential in ${secret.name} cannot be used: ${problem}. ${secret.howToEnter}`);
  const credential = schema.safeParse(parseJson(await secret.read()));
  if (!credential.success) {
    const [issue] = credential.error.issues;
    throw invalid([...(issue?.path ?? []), issue?.message].join(': '));
  }
  if (isPlaceholder(credential.data)) throw invalid('it is still the placeholder, wholly or in part');
  return credential.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which is the secret.
    return undefined;
  }
}

const expirySchema = z.object({ expiresAt: z.string() });

/** When a credential expires by what was entered beside it, in epoch milliseconds; undefined when that is no date. */
export function expiryOf(secretText: string): number | undefined {
  const entered = expirySchema.safeParse(parseJson(secretText)).data?.expiresAt ?? '';
  return parseRfc3339(/^\d{4}-\d{2}-\d{2}$/.test(entered) ? `${entered}T00:00:00Z` : entered);
}
