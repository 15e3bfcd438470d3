import type { AuditEvent } from '../../../simulators/atlassian/audit-event';
import type { AtlassianSimulator } from '../../../simulators/atlassian/simulator';

/** A Sunday noon: far from the start of a day, so that no test depends on when it runs. */
export const NOW = Date.UTC(2026, 2, 15, 12);
/** In milliseconds. */
export const DAY = 86_400_000;

/** A page of `events-stream`. */
export interface Page {
  readonly data: readonly AuditEvent[];
  readonly meta: { readonly next?: string | null; readonly page_size: number };
  readonly links: { readonly next?: string };
}

/** Sends one request with the right key. */
export function ask(
  simulator: AtlassianSimulator,
  query = '',
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${simulator.baseUrl}/v1/orgs/${simulator.orgId}/events-stream${query}`, {
    headers: { authorization: `Bearer ${simulator.apiKey}`, ...headers },
  });
}

/** Asks for a page and reads it. */
export async function askPage(simulator: AtlassianSimulator, query = ''): Promise<Page> {
  const response = await ask(simulator, query);
  const body: Page = JSON.parse(await response.text());
  return body;
}

/** Follows the cursor until an empty page or the end. */
export async function askAll(simulator: AtlassianSimulator, query = ''): Promise<AuditEvent[]> {
  const events: AuditEvent[] = [];
  let page = await askPage(simulator, query);
  while (page.data.length > 0) {
    events.push(...page.data);
    if (typeof page.meta.next !== 'string') break;
    page = await askPage(simulator, `?limit=500&cursor=${page.meta.next}`);
  }
  return events;
}

/** The code of an error answer. */
export async function codeOf(response: Response): Promise<string | undefined> {
  const body: { errors: { code: string }[] } = JSON.parse(await response.text());
  return body.errors[0]?.code;
}
