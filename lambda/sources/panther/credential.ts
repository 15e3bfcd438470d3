import * as z from 'zod/mini';
import { CredentialInvalidError } from '../../errors';
import { PANTHER_SECRET_PLACEHOLDER } from '../../names';
import type { SecretReader } from '../../platform/secrets';

/** Where one deployment of Panther is, and the API token that an admin creates there under Settings > API Tokens. */
export interface PantherCredential {
  /** Where the key is sent, and nowhere else. */
  readonly apiUrl: URL;
  readonly apiKey: string;
}

// A name, so that nobody is led to send the key to an address within the account. One that ends in a number, no parser takes.
const API_HOST = /^api(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?){2,}$/i;
const LONGEST_HOST = 253;
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/;

const placeholder = z.object({ apiHost: z.string(), apiKey: z.string() }).parse(JSON.parse(PANTHER_SECRET_PLACEHOLDER));

const HOST_ALLOWED = 'expected the name of the API\'s host, such as api.example.runpanther.net, without "https://"';
const KEY_ALLOWED = 'expected the API key, of printable characters without blanks';
// Pasted values carry blanks and line ends; within, only what fits into an address and a header.
const credentialSchema = z.object(
  {
    apiHost: z.string(HOST_ALLOWED).check(
      z.trim(),
      z.refine((host) => host === placeholder.apiHost || apiUrl(host) !== undefined, HOST_ALLOWED),
    ),
    apiKey: z.string(KEY_ALLOWED).check(z.trim(), z.regex(/^[\x21-\x7e]{1,4096}$/, KEY_ALLOWED)),
  },
  'expected an object with apiHost and apiKey',
);

/** Reads and checks the credential. Throws `CredentialInvalidError`, which names the secret and the field, never a value. */
export async function readCredential(secret: SecretReader): Promise<PantherCredential> {
  const invalid = (problem: string) =>
    new CredentialInvalidError(`The credential in ${secret.name} cannot be used: ${problem}. ${secret.howToEnter}`);
  const credential = credentialSchema.safeParse(parseJson(await secret.read()));
  if (!credential.success) {
    const [issue] = credential.error.issues;
    throw invalid([...(issue?.path ?? []), issue?.message].join(': '));
  }
  const { apiHost, apiKey } = credential.data;
  const url = apiUrl(apiHost);
  if (url === undefined || apiKey === placeholder.apiKey) {
    throw invalid('it is still the placeholder that the deployment put there');
  }
  return { apiUrl: url, apiKey };
}

// https on the vendor's or the customer's host; in tests and on a laptop, http on a loopback address.
function apiUrl(apiHost: string): URL | undefined {
  const isHost = apiHost.length <= LONGEST_HOST && API_HOST.test(apiHost);
  const origin = isHost ? `https://${apiHost}` : LOOPBACK.test(apiHost) ? apiHost : '';
  return URL.canParse(origin) ? new URL('/public/graphql', origin) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which is the secret.
    return undefined;
  }
}
