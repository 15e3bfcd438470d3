const EXAMPLE = 'http://127.0.0.1:8080';
const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost'];

/** Which hosts the credential of a kind may be sent to. A loopback address is allowed for every kind. */
export type ApiHostRule =
  | {
      /** The vendor's own address, which is polled when no other is configured. Its origin is allowed. */
      readonly baseUrl: string;
    }
  | {
      /** Every customer has a host of its own: the field of the credential that names it. */
      readonly credentialField: string;
    };

/** The vendor's own address; undefined when the credential names the host. */
export function vendorBaseUrl(rule: ApiHostRule): string | undefined {
  return 'baseUrl' in rule ? rule.baseUrl : undefined;
}

/**
 * Whether a credential may be sent to a base URL: the vendor's, or a loopback address in tests and on a laptop.
 * Refused: any other host, plain http beyond loopback, user names, queries.
 */
export function isAllowedBaseUrl(rule: ApiHostRule, text: string): boolean {
  const url = plainUrl(text);
  if (url === undefined) return false;
  if (isLoopback(url)) return true;
  if (!('baseUrl' in rule) || url.protocol !== 'https:') return false;
  return url.origin === new URL(rule.baseUrl).origin;
}

/** Whether an allowed base URL is on this machine. */
export function isLoopbackBaseUrl(text: string): boolean {
  const url = plainUrl(text);
  return url !== undefined && isLoopback(url);
}

/** What a message says is allowed. */
export function allowedBaseUrls(rule: ApiHostRule): string {
  return 'baseUrl' in rule
    ? `${rule.baseUrl}, or a loopback address such as ${EXAMPLE}, without a query`
    : `a loopback address such as ${EXAMPLE}, or leave it out: ${rule.credentialField} in the credential names the host`;
}

// Paths are appended to it, and a query would swallow them. A parser drops blanks and line breaks; a message does not.
function plainUrl(text: string): URL | undefined {
  if (!/^[!-~]+$/.test(text) || /[?#\\]/.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.username === '' && url.password === '' ? url : undefined;
}

function isLoopback({ hostname, protocol }: URL): boolean {
  return LOOPBACK.includes(hostname) && ['http:', 'https:'].includes(protocol);
}
