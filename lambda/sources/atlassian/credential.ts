import * as z from 'zod/mini';
import type { SecretReader } from '../../platform/secrets';
import { API_KEY, pasted, readEnteredCredential } from '../credential';

/** An API key that an organization admin creates at admin.atlassian.com > Settings > API keys. */
export interface AtlassianCredential {
  readonly orgId: string;
  readonly apiKey: string;
}

/** The text of a new secret. Never change it: a changed template overwrites the entered credential. */
export const SECRET_PLACEHOLDER = '{"orgId":"REPLACE_ME","apiKey":"REPLACE_ME"}';
const placeholder = z.object({ orgId: z.string(), apiKey: z.string() }).parse(JSON.parse(SECRET_PLACEHOLDER));

const credentialSchema = z.object(
  {
    orgId: pasted(/^[A-Za-z0-9_-]{1,128}$/, 'expected the organization ID, of letters, digits and hyphens'),
    apiKey: API_KEY,
  },
  'expected an object with orgId and apiKey',
);

/** Reads and checks the credential. Throws `CredentialInvalidError`, which names the secret and the field, never a value. */
export function readCredential(secret: SecretReader): Promise<AtlassianCredential> {
  return readEnteredCredential(
    secret,
    credentialSchema,
    ({ orgId, apiKey }) => orgId === placeholder.orgId || apiKey === placeholder.apiKey,
  );
}
