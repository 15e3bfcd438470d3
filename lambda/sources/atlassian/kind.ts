import { ATLASSIAN_API_BASE_URL } from '../../names';
import type { PullKindDefinition } from '../source-kind';
import { AtlassianSource } from './atlassian-source';
import { SECRET_PLACEHOLDER } from './credential';
import { atlassianFormat } from './page';

/** The audit log of an Atlassian organization. */
export const atlassian: PullKindDefinition = {
  format: atlassianFormat,
  secretPlaceholder: SECRET_PLACEHOLDER,
  open: ({ apiBaseUrl = ATLASSIAN_API_BASE_URL, ...options }) => new AtlassianSource({ apiBaseUrl, ...options }),
};
