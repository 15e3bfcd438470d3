import * as z from 'zod/mini';
import { ApiRefusedError, CredentialRejectedError } from '../../../lambda/errors';
import { httpGet } from '../../../lambda/platform/http';
import { requestedDelay } from '../../../lambda/platform/retry-delay';
import { retrying, type Try } from '../../../lambda/platform/retrying';
import { isObject } from '../../../lambda/schema/canonical-json';
import { parseExactly } from '../../../lambda/schema/exact-json';
import { exactText } from '../../../lambda/schema/exact-text';
import { parseRfc3339 } from '../../../lambda/schema/timestamp';
import { believable } from '../../../lambda/sources/believable';
import { API_KEY, enteredCredential } from '../../../lambda/sources/entered-credential';
import { pantherLogType } from '../../../lambda/sources/panther/log-type';
import type { pantherAudit } from '../../../lambda/sources/panther/panther-audit';
import type { Answer, PullSource, RequestParameters } from '../../../lambda/sources/pull-source';
import type { Puller, PullSourceOptions } from '../../../lambda/sources/puller';
import { itself, type RecordFormat } from '../../../lambda/sources/record-format';

const API_URL = 'https://api.acme.example/v1/audit';
const LIMITS = { timeoutMs: 30_000, mostBytes: 32 * 1024 * 1024 };
const PLACEHOLDER = { apiKey: 'REPLACE_ME' };

const credentialSchema = z.object({ apiKey: API_KEY }, 'expected an object with apiKey');
// How many and how long: what is beyond is refused before it is archived.
const bodySchema = z.object({
  events: z.array(z.unknown()).check(z.maxLength(10_000)),
  next: z.nullable(z.string().check(z.maxLength(1000))),
});

/** Captures of Acme's audit log. */
export const acmeFormat: RecordFormat<typeof pantherAudit> = {
  logType: pantherLogType,
  readRecords: (body) => bodySchema.parse(parseExactly(exactText(body))).events,
  identityOf: itself,
  recordOf: itself,
};

/** Polls the audit log of Acme. */
export const acmePuller: Puller = {
  credential: {
    placeholder: '{"apiKey":"REPLACE_ME"}',
    fields: [{ name: 'apiKey', question: 'API key', isSecret: true }],
  },
  apiHost: { baseUrl: API_URL },
  limits: { lookbackDays: 90 },
  open: acmeSource,
};

function acmeSource({ apiBaseUrl = API_URL, secret, clock, random }: PullSourceOptions): PullSource {
  const traffic = { requests: 0, throttles: 0 };
  const url = new URL(apiBaseUrl);

  async function attempt(query: RequestParameters): Promise<Try<Answer>> {
    const { apiKey } = await enteredCredential(secret, credentialSchema, (key) => key.apiKey === PLACEHOLDER.apiKey);
    const asked = new URL(url);
    for (const [name, value] of Object.entries(query)) asked.searchParams.set(name, String(value));
    traffic.requests += 1;
    const { status, headers, body } = await httpGet(asked, { 'x-api-key': apiKey }, LIMITS);
    const receivedAt = clock.now();
    switch (status) {
      case 200: {
        const content = readPage(body);
        if (content === undefined) return { kind: 'failed', reason: 'its answer is not the documented JSON' };
        const { events, next } = content;
        const page = {
          request: { path: url.pathname, query },
          response: { status, requestId: null },
          receivedAt,
          body,
          records: events,
          times: believable(events.map(happenedAt), receivedAt, headers),
          next: next === null ? undefined : { after: next },
        };
        return { kind: 'done', value: { kind: 'page', page } };
      }
      case 410:
        return { kind: 'done', value: { kind: 'cursor-refused' } };
      case 429:
        traffic.throttles += 1;
        return { kind: 'throttled', delayMs: requestedDelay(headers, receivedAt) };
      case 401:
        throw new CredentialRejectedError(`Acme refuses the key in ${secret.name}. ${secret.howToEnter}`);
      default:
        if (status >= 500) return { kind: 'failed', reason: `it answered ${status}` };
        throw new ApiRefusedError(`Acme refused the request with ${status}. Nothing is lost: the position stays.`);
    }
  }

  return {
    traffic,
    feed: async () => url.pathname,
    requestSince: (time) => ({ since: new Date(time).toISOString() }),
    async ask(query, lastStart) {
      const terms = { clock, random, lastStart, server: 'Acme', advice: 'Nothing is lost: the next run goes on.' };
      const tried = await retrying(() => attempt(query), terms);
      return tried.kind === 'throttled' ? tried : tried.value;
    },
  };
}

function readPage(body: Uint8Array) {
  try {
    return bodySchema.parse(JSON.parse(new TextDecoder().decode(body)));
  } catch {
    return undefined;
  }
}

// What the API sorts by. The watermark is made of it.
function happenedAt(event: unknown): number | undefined {
  return isObject(event) && typeof event.timestamp === 'string' ? parseRfc3339(event.timestamp) : undefined;
}
