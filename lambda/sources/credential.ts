import * as z from 'zod/mini';
import { CredentialInvalidError } from '../errors';
import type { SecretReader } from '../platform/secrets';
import { isObject } from '../schema/canonical-json';
import { nearName } from '../schema/near-name';
import { parseRfc3339 } from '../schema/timestamp';

/** A pasted field: blanks and line ends around it are removed. `allowed` completes the message for other values. */
export function pasted(pattern: RegExp, allowed: string) {
  return z.string(allowed).check(z.trim(), z.regex(pattern, allowed));
}

/** An API key: only characters that an HTTP header allows. */
export const API_KEY = pasted(/^[\x21-\x7e]{1,4096}$/, 'expected the API key, of printable characters without blanks');

/** Shape of a credential: an object of named fields. */
type CredentialSchema<T> = z.ZodMiniType<T> & { readonly shape: Readonly<Record<string, unknown>> };

// What may be stored beside the fields of a credential: its expiry, and on a laptop the API's address.
const OPTIONAL_FIELDS = ['expiresAt', 'apiBaseUrl'];

/**
 * Reads and checks the credential that an operator entered. Throws `CredentialInvalidError` for a wrong value or a placeholder;
 * it names the secret and the field, never the value.
 */
export async function readEnteredCredential<T>(
  secret: SecretReader,
  schema: CredentialSchema<T>,
  isPlaceholder: (credential: T) => boolean,
): Promise<T> {
  const invalid = (problem: string) =>
    new CredentialInvalidError(`The credential in ${secret.name} cannot be used: ${problem}. ${secret.howToEnter}`);
  const text = await secret.read();
  const credential = schema.safeParse(parseJson(text));
  if (!credential.success) {
    const [issue] = credential.error.issues;
    const problem = [...(issue?.path ?? []), issue?.message].join(': ');
    const unknown = unknownFieldProblem(text, Object.keys(schema.shape));
    throw invalid(unknown === undefined ? problem : `${unknown}; ${problem}`);
  }
  if (isPlaceholder(credential.data)) throw invalid('it is still the placeholder, wholly or in part');
  return credential.data;
}

/** An unknown field of a secret's text that resembles a missing one. Quotes no value. */
export function misspeltField(
  text: string,
  allowed: readonly string[],
): { readonly name: string; readonly near: string } | undefined {
  const entered = parseJson(text);
  if (!isObject(entered)) return undefined;
  const name = Object.keys(entered).find((each) => !allowed.includes(each));
  if (name === undefined) return undefined;
  const missing = allowed.filter((each) => !Object.hasOwn(entered, each));
  const near = nearName(name, missing);
  return near === undefined ? undefined : { name, near };
}

/** The first field of a secret's text that is not allowed, and the one that was probably meant; undefined when there is none. Quotes no value. */
export function unknownFieldProblem(
  text: string,
  required: readonly string[],
  optional: readonly string[] = OPTIONAL_FIELDS,
): string | undefined {
  const entered = parseJson(text);
  if (!isObject(entered)) return undefined;
  const allowed = [...required, ...optional];
  const unknown = Object.keys(entered).find((name) => !allowed.includes(name));
  if (unknown === undefined) return undefined;
  const misspelt = misspeltField(text, allowed);
  // A name that resembles none may be a key that somebody pasted in the wrong place: it is not shown.
  return misspelt === undefined
    ? `a field with an unknown name. Allowed: ${allowed.join(', ')}`
    : `unknown field "${misspelt.name}", did you mean "${misspelt.near}"`;
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

/** The credential's `expiresAt`, in epoch milliseconds; undefined when it is missing or not a date. */
export function expiryOf(secretText: string): number | undefined {
  const entered = expirySchema.safeParse(parseJson(secretText)).data?.expiresAt ?? '';
  return parseRfc3339(/^\d{4}-\d{2}-\d{2}$/.test(entered) ? `${entered}T00:00:00Z` : entered);
}
