import * as z from 'zod/mini';
import { ApiRefusedError, CredentialRejectedError } from '../../errors';
import type { Clock } from '../../platform/clock';
import { HttpFailure, type HttpPost, type HttpResponse, httpPost } from '../../platform/http';
import { requestedDelay } from '../../platform/retry-delay';
import type { Try } from '../../platform/retrying';
import type { SecretReader } from '../../platform/secrets';
import { clipped, escapeUnprintable } from '../../schema/printable';
import { type PantherCredential, readCredential } from './credential';

const MOST_BYTES = 32 * 1024 * 1024;
const LONGEST_MESSAGE = 300;
// However an error escapes a key, this many consecutive characters stay unchanged.
const PART_OF_KEY = 8;

const answerSchema = z.object({
  data: z.optional(z.unknown()),
  errors: z.nullish(z.array(z.object({ message: z.string() }))),
});

/** The dependencies of Panther's API client. */
export interface PantherApiOptions {
  /** A loopback address to call instead of the host in the credential. @default the host in the credential */
  readonly apiBaseUrl?: string | undefined;
  readonly secret: SecretReader;
  readonly clock: Clock;
  /** @default httpPost */
  readonly post?: HttpPost;
}

/** A response of the API: its data, unchecked, or its errors. */
export type ApiAnswer =
  | { readonly kind: 'data'; readonly data: unknown; readonly response: HttpResponse }
  | { readonly kind: 'errors'; readonly said: string };

/** Panther's GraphQL API: sends one operation once. A refused credential is read again once. */
export class PantherApi {
  readonly traffic = { requests: 0, throttles: 0 };
  #credential: PantherCredential | undefined;
  #mayReadAgain = true;
  readonly #post: HttpPost;

  constructor(private readonly options: PantherApiOptions) {
    this.#post = options.post ?? httpPost;
  }

  /** The URL that receives the key. Throws `CredentialInvalidError`. */
  async url(): Promise<URL> {
    return (await this.#currentCredential()).apiUrl;
  }

  /**
   * Sends an operation once. After `failed`, Panther may have executed it, unless it is `unsent`.
   * Throws `CredentialRejectedError`, `CredentialInvalidError` or `ApiRefusedError`.
   */
  async send(
    query: string,
    variables: Readonly<Record<string, string | number | null>>,
    timeoutMs: number,
  ): Promise<Try<ApiAnswer>> {
    const credential = await this.#currentCredential();
    const { apiUrl, apiKey } = credential;
    const headers = { accept: 'application/json', 'content-type': 'application/json', 'x-api-key': apiKey };
    const body = JSON.stringify({ query, variables });

    this.traffic.requests += 1;
    const response = await this.#post(apiUrl, headers, body, { timeoutMs, mostBytes: MOST_BYTES }).catch(
      this.#asFailure,
    );
    if ('kind' in response) return response;
    const { status } = response;
    if (status === 429) {
      this.traffic.throttles += 1;
      return { kind: 'throttled', delayMs: requestedDelay(response.headers, this.options.clock.now()) };
    }
    if (status >= 500) return { kind: 'failed', reason: `it answered ${status}` };
    if (status === 401 || status === 403) {
      await this.#readAgain(credential, status);
      return this.send(query, variables, timeoutMs);
    }
    const answer = readAnswer(response);
    // GraphQL servers differ in whether an error has a status of its own.
    if (answer?.kind === 'errors' || (answer && status === 200)) return { kind: 'done', value: answer };
    if (status === 200) return { kind: 'failed', reason: 'its answer is not the documented JSON, or was cut short' };
    const redirect = status >= 300 && status < 400 ? ' (a redirect, which is never followed with a credential)' : '';
    throw new ApiRefusedError(
      `${apiUrl.host} refused the request with ${status}${redirect}. Nothing is lost: the position stays. Check apiHost in ${this.options.secret.name} and the API's change log.`,
    );
  }

  /** Text of Panther that is safe to quote: printable, short, and without the key or a part of it. */
  quoted(said: string): string {
    const text = clipped(said.trim(), LONGEST_MESSAGE);
    if (repeatsPart(text, this.#credential?.apiKey ?? '')) return '(a text that contains the API key)';
    return clipped(escapeUnprintable(text), LONGEST_MESSAGE);
  }

  readonly #asFailure = (error: unknown): Try<never> => {
    if (!(error instanceof HttpFailure)) throw error;
    const { message, unsent } = error;
    return {
      kind: 'failed',
      reason: unsent ? `${message}: check apiHost in ${this.options.secret.name}` : message,
      unsent,
    };
  };

  async #currentCredential(): Promise<PantherCredential> {
    this.#credential ??= await readCredential(this.options.secret, this.options.apiBaseUrl);
    return this.#credential;
  }

  // The key may have been rotated since this run read it: read it once more before failing.
  async #readAgain(refused: PantherCredential, status: number): Promise<void> {
    if (this.#mayReadAgain) {
      this.#mayReadAgain = false;
      this.#credential = await readCredential(this.options.secret, this.options.apiBaseUrl);
      const { apiUrl, apiKey } = this.#credential;
      if (apiUrl.href !== refused.apiUrl.href) {
        // This run's position belongs to the other deployment's log.
        throw new ApiRefusedError(
          `The apiHost in ${this.options.secret.name} changed during the run. The next run uses the new one.`,
        );
      }
      if (apiKey !== refused.apiKey) return;
    }
    const { name, howToEnter } = this.options.secret;
    throw new CredentialRejectedError(
      `Panther answered ${status} to the credential in ${name}: the API token is expired, revoked, without the permission to query the data lake, or for another deployment than apiHost. Create an API token in Panther under Settings > API Tokens. ${howToEnter}`,
    );
  }
}

function repeatsPart(text: string, key: string): boolean {
  const length = Math.min(PART_OF_KEY, key.length);
  if (length === 0) return false;
  return Array.from({ length: key.length - length + 1 }, (_, at) => key.slice(at, at + length)).some((part) =>
    text.includes(part),
  );
}

function readAnswer(response: HttpResponse): ApiAnswer | undefined {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(response.body));
  } catch {
    return undefined;
  }
  const answer = answerSchema.safeParse(json);
  if (!answer.success) return undefined;
  const { data, errors } = answer.data;
  if (errors && errors.length > 0) return { kind: 'errors', said: errors.map(({ message }) => message).join('; ') };
  return data === undefined || data === null ? undefined : { kind: 'data', data, response };
}
