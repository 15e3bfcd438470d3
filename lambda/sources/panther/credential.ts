import * as z from 'zod/mini';
import { CredentialInvalidError } from '../../errors';
import type { SecretReader } from '../../platform/secrets';
import { API_KEY, readEnteredCredential } from '../credential';

/** The host of a Panther deployment, and the API token that an admin creates there under Settings > API Tokens. */
export interface PantherCredential {
  /** Where the key is sent, and nowhere else. */
  readonly apiUrl: URL;
  readonly apiKey: string;
}

// A host name, so that the key is never sent to an address within the account. URL parsers refuse names that end in a number.
const API_HOST = /^api(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?){2,}$/i;
const LONGEST_HOST = 253;
const API_PATH = '/public/graphql';
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/;

/** The text of a new secret. Never change it: a changed template overwrites the entered credential. */
export const SECRET_PLACEHOLDER = '{"apiHost":"REPLACE_ME","apiKey":"REPLACE_ME"}';
const placeholder = z.object({ apiHost: z.string(), apiKey: z.string() }).parse(JSON.parse(SECRET_PLACEHOLDER));

const HOST_ALLOWED =
  'expected the name of the API\'s host: "api." and your Panther domain, such as api.example.runpanther.net, without "https://"';
const credentialSchema = z.object(
  {
    apiHost: z.string(HOST_ALLOWED).check(
      z.trim(),
      z.refine((host) => host === placeholder.apiHost || apiUrl(host) !== undefined, HOST_ALLOWED),
    ),
    apiKey: API_KEY,
  },
  'expected an object with apiHost and apiKey',
);

/**
 * Reads and checks the credential. `apiBaseUrl` replaces the host that it names. Throws `CredentialInvalidError`, which names
 * the secret and the field, never a value.
 */
export async function readCredential(secret: SecretReader, apiBaseUrl?: string): Promise<PantherCredential> {
  const { apiHost, apiKey } = await readEnteredCredential(
    secret,
    credentialSchema,
    (entered) => entered.apiHost === placeholder.apiHost || entered.apiKey === placeholder.apiKey,
  );
  const url = apiBaseUrl === undefined ? apiUrl(apiHost) : new URL(`${apiBaseUrl.replace(/\/+$/, '')}${API_PATH}`);
  if (url === undefined) throw new CredentialInvalidError(`The credential in ${secret.name} has no usable apiHost.`);
  return { apiUrl: url, apiKey };
}

// https on the vendor's or the customer's host; in tests and on a laptop, http on a loopback address.
function apiUrl(apiHost: string): URL | undefined {
  const isHost = apiHost.length <= LONGEST_HOST && API_HOST.test(apiHost);
  const origin = isHost ? `https://${apiHost}` : LOOPBACK.test(apiHost) ? apiHost : '';
  return URL.canParse(origin) ? new URL(API_PATH, origin) : undefined;
}
