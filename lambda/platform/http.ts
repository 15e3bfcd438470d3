/** A complete response. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** Limits of a request, so that no silent or endless server blocks a run. */
export interface HttpLimits {
  /** For the whole exchange, body included. */
  readonly timeoutMs: number;
  /** Size of the decompressed body, so that a small response cannot become a huge one. */
  readonly mostBytes: number;
}

/** No usable response: no connection, a timeout, a body cut short or too large. Worth another try. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  /** There was no connection, so the server has not seen the request. */
  readonly unsent: boolean;

  constructor(
    message: string,
    { unsent = false, cause }: { readonly unsent?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.unsent = unsent;
  }
}

// Name resolution, connection and certificate errors: they come before the request is sent.
// https://nodejs.org/api/tls.html#x509-certificate-error-codes
const BEFORE_SENDING =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_CERT_ALTNAME_INVALID|CERT_[A-Z_]+|(DEPTH_ZERO_)?SELF_SIGNED_CERT(_IN_CHAIN)?|UNABLE_TO_(VERIFY|GET)_[A-Z_]+)$/;

/**
 * One GET with Node's fetch. It returns redirects and does not follow them: they could carry the credential elsewhere.
 * Throws `HttpFailure`.
 */
export function httpGet(
  url: URL,
  headers: Readonly<Record<string, string>>,
  limits: HttpLimits,
): Promise<HttpResponse> {
  return exchange(url, { headers: { ...headers } }, limits);
}

/** One POST, with the rules of `httpGet`. Throws `HttpFailure`; unless it is `unsent`, the server may have acted on it. */
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

/** How a source sends a GET: over the network, or to a script in a test. */
export type HttpGet = typeof httpGet;
/** How a source sends a POST. */
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
  // The message of fetch is only "fetch failed" or "terminated"; the reason is in the cause.
  return `the connection failed (${asError(cause).message || message || name})`;
}

// After several addresses, the failure has one code for all.
function codeOf(error: unknown): string {
  const { cause } = asError(error);
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
}

function asError(error: unknown): Partial<Error> {
  return typeof error === 'object' && error !== null ? error : {};
}
