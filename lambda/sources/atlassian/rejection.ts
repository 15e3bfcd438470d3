import type { SecretReader } from '../../platform/secrets';
import { ATLASSIAN_API_BASE_URL } from './api-base-url';

/** What an answer 401, 403 or 404 means, and what to do. */
export function rejection(status: number, apiBaseUrl: string, { name, howToEnter }: SecretReader): string {
  if (status === 404 && apiBaseUrl.replace(/\/+$/, '') !== ATLASSIAN_API_BASE_URL) {
    return `${apiBaseUrl} answered 404. The address may be wrong: Atlassian's is ${ATLASSIAN_API_BASE_URL}. If it is right, the API key is for another organization than orgId in ${name}.`;
  }
  return `Atlassian answered ${status} to the credential in ${name}. ${causesOf(status)} Create an API key at admin.atlassian.com > Settings > API keys. ${howToEnter}`;
}

// Most likely first. Atlassian does not document which answer it gives to what, and reports differ: so no cause is left out.
function causesOf(status: number): string {
  switch (status) {
    case 401:
      return 'The API key is mistyped, expired or revoked, or it is not an API key of an organization: a personal API token does not work. Less likely, it is for another organization.';
    case 403:
      return 'The API key lacks the scope read:events:admin, or the plan has no audit log API: it takes Atlassian Guard or Enterprise. Less likely, the key is expired or revoked, or for another organization.';
    default:
      return 'The API key is for another organization than orgId, or orgId is mistyped. Less likely, the key is expired, revoked, or lacks the scope read:events:admin.';
  }
}
