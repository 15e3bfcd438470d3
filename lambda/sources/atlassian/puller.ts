import type { Puller } from '../puller';
import { ATLASSIAN_API_BASE_URL } from './api-base-url';
import { AtlassianSource } from './atlassian-source';
import { SECRET_PLACEHOLDER } from './credential';
import { fetchEventActions } from './event-actions';

/** Polls the audit log of an Atlassian organization. */
export const atlassianPuller: Puller = {
  credential: {
    placeholder: SECRET_PLACEHOLDER,
    fields: [
      { name: 'orgId', question: 'Organization ID', isSecret: false },
      { name: 'apiKey', question: 'API key', isSecret: true },
    ],
  },
  apiHost: { baseUrl: ATLASSIAN_API_BASE_URL },
  limits: { lookbackDays: 180 },
  open: ({ apiBaseUrl = ATLASSIAN_API_BASE_URL, ...options }) => new AtlassianSource({ apiBaseUrl, ...options }),
  fetchActions: ({ apiBaseUrl = ATLASSIAN_API_BASE_URL, ...options }) => fetchEventActions({ apiBaseUrl, ...options }),
};
