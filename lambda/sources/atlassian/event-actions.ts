import * as z from 'zod/mini';
import { ApiRefusedError, ApiUnavailableError, CredentialRejectedError } from '../../errors';
import type { Clock } from '../../platform/clock';
import { httpGet } from '../../platform/http';
import { requestedDelay } from '../../platform/retry-delay';
import { retrying, type Try } from '../../platform/retrying';
import type { SecretReader } from '../../platform/secrets';
import type { EventAction } from '../puller';
import { readCredential } from './credential';
import { rejection } from './rejection';

/** The dependencies of a request for the actions. */
export interface EventActionOptions {
  /** Allowed by the kind's host rule: the key is sent there and nowhere else. */
  readonly apiBaseUrl: string;
  readonly secret: SecretReader;
  readonly clock: Clock;
  /** Between 0 and 1, for jitter. */
  readonly random: () => number;
}

const LIMITS = { timeoutMs: 30_000, mostBytes: 8 * 1024 * 1024 };
// A person is waiting.
const LONGEST_TRY_MS = 60_000;
// The known list has about a hundred entries, and pages are not documented.
const MOST_PAGES = 100;

const ADVICE = "Check the API's address and try again.";

const text = z.nullish(z.string());
const answer = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      attributes: z.nullish(z.object({ displayName: text, groupDisplayName: text })),
    }),
  ),
  meta: z.nullish(z.object({ next: text })),
});

interface ActionPage {
  readonly actions: readonly EventAction[];
  readonly next: string | undefined;
}

/**
 * Every action that the credential's organization knows. Pages are not documented; if there are any, they are fetched like
 * those of events-stream.
 * Throws `CredentialInvalidError`, `CredentialRejectedError`, `ApiRefusedError` or `ApiUnavailableError`.
 * https://developer.atlassian.com/cloud/admin/organization/rest/api-group-events/#api-v1-orgs-orgid-event-actions-get
 */
export async function fetchEventActions(options: EventActionOptions): Promise<readonly EventAction[]> {
  const { apiBaseUrl, secret, clock, random } = options;
  const { orgId, apiKey } = await readCredential(secret);
  const url = new URL(`${apiBaseUrl.replace(/\/+$/, '')}/v1/orgs/${orgId}/event-actions`);
  const headers = { accept: 'application/json', authorization: `Bearer ${apiKey}` };
  const terms = { clock, random, lastStart: clock.now() + LONGEST_TRY_MS, server: apiBaseUrl, advice: ADVICE };

  const attempt = async (): Promise<Try<ActionPage>> => {
    const { status, headers: answered, body } = await httpGet(url, headers, LIMITS);
    if (status === 200) return readPage(body);
    if (status === 429) return { kind: 'throttled', delayMs: requestedDelay(answered, clock.now()) };
    if (status >= 500) return { kind: 'failed', reason: `it answered ${status}` };
    if ([401, 403, 404].includes(status)) {
      throw new CredentialRejectedError(rejection(status, apiBaseUrl, secret));
    }
    throw new ApiRefusedError(`${apiBaseUrl} refused to list its actions with ${status}. Check the API's address.`);
  };

  const found: EventAction[] = [];
  const asked = new Set<string>();
  while (asked.size < MOST_PAGES) {
    const result = await retrying(attempt, terms);
    if (result.kind === 'throttled') {
      const until = new Date(result.until).toISOString();
      throw new ApiUnavailableError(`${apiBaseUrl} asks to wait until ${until}. Try again then.`);
    }
    const { actions, next } = result.value;
    found.push(...actions);
    if (actions.length === 0 || next === undefined || asked.has(next)) return found;
    asked.add(next);
    url.searchParams.set('cursor', next);
  }
  throw new ApiRefusedError(
    `${apiBaseUrl} returned more than ${MOST_PAGES} pages of actions. Check that this is Atlassian's address.`,
  );
}

function readPage(body: Uint8Array): Try<ActionPage> {
  try {
    const { data, meta } = answer.parse(JSON.parse(new TextDecoder().decode(body)));
    const actions = data.map(({ id, attributes }) => ({
      id,
      displayName: attributes?.displayName ?? '',
      group: attributes?.groupDisplayName ?? '',
    }));
    return { kind: 'done', value: { actions, next: meta?.next || undefined } };
  } catch {
    return { kind: 'failed', reason: 'its answer is not the documented JSON, or was cut short' };
  }
}
