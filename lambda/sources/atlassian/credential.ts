import * as z from 'zod/mini';
import { CredentialInvalidError } from '../../errors';
import { SECRET_PLACEHOLDER } from '../../names';
import type { SecretReader } from '../../platform/secrets';

/** What an organization admin creates under Settings > API keys at admin.atlassian.com. */
export interface AtlassianCredential {
  readonly orgId: string;
  readonly apiKey: string;
}

const placeholder = z.object({ orgId: z.string(), apiKey: z.string() }).parse(JSON.parse(SECRET_PLACEHOLDER));

// Pasted values carry blanks and line ends; within, only what fits into a path and a header.
const pasted = (pattern: RegExp, allowed: string) => z.string(allowed).check(z.trim(), z.regex(pattern, allowed));
const credentialSchema = z.object(
  {
    orgId: pasted(/^[A-Za-z0-9_-]{1,128}$/, 'expected the organization ID, of letters, digits and hyphens'),
    apiKey: pasted(/^[\x21-\x7e]{1,4096}$/, 'expected the API key, of printable characters without blanks'),
  },
  'expected an object with orgId and apiKey',
);

/** Reads and checks the credential. Throws `CredentialInvalidError`, which names the secret and the field, never a value. */
export async function readCredential(secret: SecretReader): Promise<AtlassianCredential> {
  const invalid = (problem: string) =>
    new CredentialInvalidError(`The credential in ${secret.name} cannot be used: ${problem}. ${secret.howToEnter}`);
  const credential = credentialSchema.safeParse(parseJson(await secret.read()));
  if (!credential.success) {
    const [issue] = credential.error.issues;
    throw invalid([...(issue?.path ?? []), issue?.message].join(': '));
  }
  const { orgId, apiKey } = credential.data;
  if (orgId === placeholder.orgId || apiKey === placeholder.apiKey) {
    throw invalid('it is still the placeholder that the deployment put there');
  }
  return { orgId, apiKey };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which is the secret.
    return undefined;
  }
}
