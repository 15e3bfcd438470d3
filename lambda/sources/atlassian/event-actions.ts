import * as z from 'zod/mini';
import { ApiRefusedError, ApiUnavailableError, CredentialRejectedError } from '../../errors';
import type { Clock } from '../../platform/clock';
import { httpGet } from '../../platform/http';
import { requestedDelay } from '../../platform/retry-delay';
import { retrying, type Try } from '../../platform/retrying';
import type { SecretReader } from '../../platform/secrets';
import { readCredential } from './credential';

/** An action that an organization knows. */
export interface EventAction {
  readonly id: string;
  readonly displayName: string;
  readonly group: string;
}

const LIMITS = { timeoutMs: 30_000, mostBytes: 8 * 1024 * 1024 };
// A person waits for the answer.
const LONGEST_TRY_MS = 60_000;

const text = z.nullish(z.string());
const answer = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      attributes: z.nullish(z.object({ displayName: text, groupDisplayName: text })),
    }),
  ),
});

/**
 * Every action that the organization of a credential knows, by id.
 * Throws `CredentialInvalidError`, `CredentialRejectedError`, `ApiRefusedError` or `ApiUnavailableError`.
 * https://developer.atlassian.com/cloud/admin/organization/rest/api-group-events/#api-v1-orgs-orgid-event-actions-get
 */
export async function fetchEventActions(options: {
  readonly apiBaseUrl: string;
  readonly secret: SecretReader;
  readonly clock: Clock;
  readonly random: () => number;
}): Promise<readonly EventAction[]> {
  const { apiBaseUrl, secret, clock, random } = options;
  const { orgId, apiKey } = await readCredential(secret);
  const url = new URL(`${apiBaseUrl.replace(/\/+$/, '')}/v1/orgs/${orgId}/event-actions`);
  const headers = { accept: 'application/json', authorization: `Bearer ${apiKey}` };

  const attempt = async (): Promise<Try<readonly EventAction[]>> => {
    const { status, headers: answered, body } = await httpGet(url, headers, LIMITS);
    if (status === 200) return readActions(body);
    if (status === 429) return { kind: 'throttled', delayMs: requestedDelay(answered, clock.now()) };
    if (status >= 500) return { kind: 'failed', reason: `it answered ${status}` };
    if ([401, 403, 404].includes(status)) {
      throw new CredentialRejectedError(
        `Atlassian answered ${status} to the credential in ${secret.name}: the API key is expired, revoked, without a scope for audit log actions, or for another organization. ${secret.howToEnter}`,
      );
    }
    throw new ApiRefusedError(`${apiBaseUrl} refused to list its actions with ${status}. Check the API's address.`);
  };
  const result = await retrying(attempt, {
    clock,
    random,
    lastStart: clock.now() + LONGEST_TRY_MS,
    server: apiBaseUrl,
  });
  if (result.kind === 'done') return result.value;
  throw new ApiUnavailableError(
    `${apiBaseUrl} asks to wait until ${new Date(result.until).toISOString()}. Try again then.`,
  );
}

function readActions(body: Uint8Array): Try<readonly EventAction[]> {
  try {
    const { data } = answer.parse(JSON.parse(new TextDecoder().decode(body)));
    const value = data.map(({ id, attributes }) => ({
      id,
      displayName: attributes?.displayName ?? '',
      group: attributes?.groupDisplayName ?? '',
    }));
    return { kind: 'done', value };
  } catch {
    return { kind: 'failed', reason: 'its answer is not the documented JSON, or was cut short' };
  }
}
