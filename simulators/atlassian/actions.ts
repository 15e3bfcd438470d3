import { ADMIN_GROUPS, entity, GROUPS } from './organization';
import {
  app,
  domain,
  inSite,
  invitation,
  issue,
  login,
  membership,
  newGroup,
  org,
  orgUser,
  type Teller,
  user,
} from './stories';

/** Who may perform an action. */
export type Performer = 'anyone' | 'admin' | 'api-key' | 'system';

/** One kind of event. */
export interface ActionKind {
  readonly action: string;
  readonly by: Performer;
  /** How often it happens in working hours; all weights together are about 10,000. */
  readonly weight: number;
  readonly tell: Teller;
}

const authPolicy = entity('auth-policy', 'default', {
  twoSvDetails: 'required',
  ssoDetails: 'none',
  passwordStrength: 'strong',
  passwordExpiry: 'Never',
  sessionDuration: '43200',
});
const orgPolicy = entity('org-policy', 'office-network', { type: 'ip-allowlist', status: 'enabled' });

/** Everything that happens in the simulated organization. Shapes are those of real events where these are known. */
export const ACTIONS: readonly [ActionKind, ...ActionKind[]] = [
  { action: 'user_login', by: 'anyone', weight: 3600, tell: login },
  { action: 'user_logout', by: 'anyone', weight: 900, tell: inSite('Logged out') },
  { action: 'jira_issue_viewed', by: 'anyone', weight: 1500, tell: issue('Viewed issue') },
  { action: 'jira_issue_updated', by: 'anyone', weight: 350, tell: issue('') },
  { action: 'confluence_page_viewed', by: 'anyone', weight: 900, tell: inSite('Viewed page') },
  { action: 'scim_user_update', by: 'api-key', weight: 400, tell: user('Updated USER from the identity provider') },
  {
    action: 'scim_group_add_member',
    by: 'api-key',
    weight: 220,
    tell: membership(GROUPS, 'Synced USER to GROUP group'),
  },
  {
    action: 'scim_group_remove_member',
    by: 'api-key',
    weight: 120,
    tell: membership(GROUPS, 'Synced USER out of GROUP group'),
  },
  { action: 'user_added_to_group', by: 'admin', weight: 520, tell: membership(GROUPS, 'Added USER to GROUP group') },
  {
    action: 'user_removed_from_group',
    by: 'admin',
    weight: 320,
    tell: membership(GROUPS, 'Removed USER from GROUP group'),
  },
  { action: 'user_granted_product_access', by: 'admin', weight: 300, tell: user('Granted USER access to Confluence') },
  {
    action: 'user_revoked_product_access',
    by: 'admin',
    weight: 150,
    tell: user('Revoked access to Confluence from USER'),
  },
  { action: 'user_added_to_site', by: 'admin', weight: 120, tell: user('Added USER to site') },
  { action: 'user_removed_from_site', by: 'admin', weight: 60, tell: user('Removed USER from site') },
  { action: 'user_invited', by: 'admin', weight: 100, tell: invitation },
  { action: 'user_detail_change', by: 'anyone', weight: 120, tell: inSite('Changed profile') },
  { action: 'password_change', by: 'anyone', weight: 90, tell: inSite('Changed password') },
  { action: 'twosv_enabled_for_user', by: 'anyone', weight: 60, tell: user('Enabled two-step verification for USER') },
  { action: 'group_created', by: 'admin', weight: 30, tell: newGroup },
  { action: 'api_token_revoked', by: 'anyone', weight: 30, tell: org('Revoked API token') },

  // What a detection should notice: each happens a few times in half a year.
  { action: 'api_token_created', by: 'anyone', weight: 8, tell: org('Created an API token') },
  { action: 'api_token_created', by: 'admin', weight: 3, tell: org('Created admin API key') },
  { action: 'export_audit_log', by: 'admin', weight: 6, tell: org('Exported audit log') },
  { action: 'user_logged_in_as_user', by: 'admin', weight: 4, tell: user('Logged in as USER') },
  {
    action: 'user_added_to_group',
    by: 'admin',
    weight: 4,
    tell: membership(ADMIN_GROUPS, 'Added USER to GROUP group'),
  },
  { action: 'twosv_disabled_for_user', by: 'admin', weight: 4, tell: user('Disabled two-step verification for USER') },
  { action: 'added_org_admin', by: 'admin', weight: 3, tell: orgUser('Added USER as an organization admin') },
  { action: 'removed_org_admin', by: 'admin', weight: 2, tell: orgUser('Removed USER as an organization admin') },
  { action: 'policy_updated', by: 'admin', weight: 4, tell: org('Updated policy office-network', orgPolicy) },
  { action: 'policy_deleted', by: 'api-key', weight: 0.5, tell: org('', orgPolicy) },
  {
    action: 'auth_policy_updated',
    by: 'admin',
    weight: 4,
    tell: org('Updated authentication policy default', authPolicy),
  },
  { action: 'saml_config_updated', by: 'admin', weight: 2, tell: org('Updated SAML configuration') },
  { action: 'scim_directory_token_rotated', by: 'admin', weight: 2, tell: org('Rotated directory API token') },
  { action: 'domain_added', by: 'system', weight: 1, tell: domain('Added DOMAIN domain to verify') },
  { action: 'domain_verification_completed', by: 'admin', weight: 2, tell: domain('Verified DOMAIN domain') },
  { action: 'marketplace_app_installed', by: 'admin', weight: 4, tell: app },
];

/** The action of an event that appears late: one that must not slip through. */
export const LATE_ACTION: ActionKind = {
  action: 'user_logged_in_as_user',
  by: 'admin',
  weight: 0,
  tell: user('Logged in as USER'),
};
