/** A response, complete. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** What a request may cost: neither a silent nor an endless server holds a run. */
export interface HttpLimits {
  /** For the whole exchange, body included. */
  readonly timeoutMs: number;
  /** Of the body after decompression, so that a small answer cannot become a huge one. */
  readonly mostBytes: number;
}

/** No usable response: no connection, a timeout, a body cut short or too large. Worth another try. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  /** There was no connection: the server has certainly not seen the request. */
  readonly unsent: boolean;

  constructor(
    message: string,
    { unsent = false, cause }: { readonly unsent?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.unsent = unsent;
  }
}

// A name that nobody knows, a port that nobody listens on, a certificate that is not believed: a request is sent after these.
// https://nodejs.org/api/tls.html#x509-certificate-error-codes
const BEFORE_SENDING =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_CERT_ALTNAME_INVALID|CERT_[A-Z_]+|(DEPTH_ZERO_)?SELF_SIGNED_CERT(_IN_CHAIN)?|UNABLE_TO_(VERIFY|GET)_[A-Z_]+)$/;

/**
 * One GET with Node's own fetch. Redirects are answers, not followed: a redirect could carry the credential elsewhere.
 * Throws `HttpFailure`.
 */
export function httpGet(
  url: URL,
  headers: Readonly<Record<string, string>>,
  limits: HttpLimits,
): Promise<HttpResponse> {
  return exchange(url, { headers: { ...headers } }, limits);
}

/** One POST, as `httpGet` does a GET. Throws `HttpFailure`: unless it is unsent, whether the server acted on it is unknown. */
export function httpPost(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  limits: HttpLimits,
): Promise<HttpResponse> {
  return exchange(url, { method: 'POST', headers: { ...headers }, body }, limits);
}

async function exchange(url: URL, request: RequestInit, limits: HttpLimits): Promise<HttpResponse> {
  try {
    const response = await fetch(url, {
      ...request,
      redirect: 'manual',
      signal: AbortSignal.timeout(limits.timeoutMs),
    });
    return { status: response.status, headers: response.headers, body: await readBody(response, limits.mostBytes) };
  } catch (cause) {
    if (cause instanceof HttpFailure) throw cause;
    throw new HttpFailure(explain(cause, limits), { unsent: BEFORE_SENDING.test(codeOf(cause)), cause });
  }
}

/** How a source gets its answers: over the network, or in a test from a script. */
export type HttpGet = typeof httpGet;
/** The same for a source that has to send something. */
export type HttpPost = typeof httpPost;

async function readBody(response: Response, mostBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw new HttpFailure(`its answer is larger than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function explain(error: unknown, limits: HttpLimits): string {
  const { name, message, cause } = asError(error);
  if (name === 'TimeoutError') return `no answer within ${limits.timeoutMs / 1000} s`;
  // fetch says "fetch failed" or "terminated" and keeps the reason in the cause.
  return `the connection failed (${asError(cause).message || message || name})`;
}

// Of several addresses that were tried, the failure has one code for all.
function codeOf(error: unknown): string {
  const { cause } = asError(error);
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
}

function asError(error: unknown): Partial<Error> {
  return typeof error === 'object' && error !== null ? error : {};
}
