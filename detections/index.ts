// Written from the files of this folder by npm test, npm start and cdk: add a file, and it is here.
import type { LocatedDetection } from '../lambda/alerts/detection-settings';
import d0 from './atlassian/account-touched-by-other';
import d1 from './atlassian/all-passwords-reset';
import d2 from './atlassian/api-token-created';
import d3 from './atlassian/api-tokens-exported';
import d4 from './atlassian/assets-schema-deleted';
import d5 from './atlassian/auth-policy-changed';
import d6 from './atlassian/bitbucket-ssh-key-authorized';
import d7 from './atlassian/domain-added';
import d8 from './atlassian/domain-auth-policy-changed';
import d9 from './atlassian/domain-removed';
import d10 from './atlassian/group-admin-access-granted';
import d11 from './atlassian/group-product-access-widened';
import d12 from './atlassian/list-exported';
import d13 from './atlassian/logged-in-as-user';
import d14 from './atlassian/logs-access-granted';
import d15 from './atlassian/many-groups-deleted';
import d16 from './atlassian/many-invitations';
import d17 from './atlassian/many-password-resets';
import d18 from './atlassian/many-product-accesses-granted';
import d19 from './atlassian/many-users-auth-policy-changed';
import d20 from './atlassian/marketplace-app-installed';
import d21 from './atlassian/mass-account-removal';
import d22 from './atlassian/mass-group-access-revoked';
import d23 from './atlassian/oauth-client-created';
import d24 from './atlassian/org-admin-added';
import d25 from './atlassian/org-admin-removed';
import d26 from './atlassian/org-policy-changed';
import d27 from './atlassian/org-setting-changed';
import d28 from './atlassian/privileged-group-member-added';
import d29 from './atlassian/role-granted';
import d30 from './atlassian/scim-log-cleared';
import d31 from './atlassian/scim-provisioning-changed';
import d32 from './atlassian/self-join-domain-added';
import d33 from './atlassian/service-account-created';
import d34 from './atlassian/site-transferred';
import d35 from './atlassian/space-permission-added';
import d36 from './atlassian/sso-changed';
import d37 from './atlassian/two-step-disabled-for-user';
import d38 from './atlassian/two-step-unenforced';
import d39 from './panther/actions-denied';
import d40 from './panther/detection-deleted';
import d41 from './panther/keepwatch-alarm-silenced';
import d42 from './panther/keepwatch-archive-lock-attacked';
import d43 from './panther/keepwatch-archive-retention-changed';
import d44 from './panther/keepwatch-changed-by-hand';
import d45 from './panther/keepwatch-collector-changed';
import d46 from './panther/keepwatch-credential-changed';
import d47 from './panther/keepwatch-credential-read';
import d48 from './panther/keepwatch-trail-stopped';
import d49 from './panther/saml-modified';
import d50 from './panther/sensitive-role';
import d51 from './panther/user-modified';
import d52 from './standard/admin-role-assigned';
import d53 from './standard/brute-force-by-ip';
import d54 from './standard/brute-force-by-user';
import d55 from './standard/mfa-disabled';

/** Every detection, with its file. */
export const DETECTIONS: readonly LocatedDetection[] = [
  { file: 'detections/atlassian/account-touched-by-other.ts', detection: d0 },
  { file: 'detections/atlassian/all-passwords-reset.ts', detection: d1 },
  { file: 'detections/atlassian/api-token-created.ts', detection: d2 },
  { file: 'detections/atlassian/api-tokens-exported.ts', detection: d3 },
  { file: 'detections/atlassian/assets-schema-deleted.ts', detection: d4 },
  { file: 'detections/atlassian/auth-policy-changed.ts', detection: d5 },
  { file: 'detections/atlassian/bitbucket-ssh-key-authorized.ts', detection: d6 },
  { file: 'detections/atlassian/domain-added.ts', detection: d7 },
  { file: 'detections/atlassian/domain-auth-policy-changed.ts', detection: d8 },
  { file: 'detections/atlassian/domain-removed.ts', detection: d9 },
  { file: 'detections/atlassian/group-admin-access-granted.ts', detection: d10 },
  { file: 'detections/atlassian/group-product-access-widened.ts', detection: d11 },
  { file: 'detections/atlassian/list-exported.ts', detection: d12 },
  { file: 'detections/atlassian/logged-in-as-user.ts', detection: d13 },
  { file: 'detections/atlassian/logs-access-granted.ts', detection: d14 },
  { file: 'detections/atlassian/many-groups-deleted.ts', detection: d15 },
  { file: 'detections/atlassian/many-invitations.ts', detection: d16 },
  { file: 'detections/atlassian/many-password-resets.ts', detection: d17 },
  { file: 'detections/atlassian/many-product-accesses-granted.ts', detection: d18 },
  { file: 'detections/atlassian/many-users-auth-policy-changed.ts', detection: d19 },
  { file: 'detections/atlassian/marketplace-app-installed.ts', detection: d20 },
  { file: 'detections/atlassian/mass-account-removal.ts', detection: d21 },
  { file: 'detections/atlassian/mass-group-access-revoked.ts', detection: d22 },
  { file: 'detections/atlassian/oauth-client-created.ts', detection: d23 },
  { file: 'detections/atlassian/org-admin-added.ts', detection: d24 },
  { file: 'detections/atlassian/org-admin-removed.ts', detection: d25 },
  { file: 'detections/atlassian/org-policy-changed.ts', detection: d26 },
  { file: 'detections/atlassian/org-setting-changed.ts', detection: d27 },
  { file: 'detections/atlassian/privileged-group-member-added.ts', detection: d28 },
  { file: 'detections/atlassian/role-granted.ts', detection: d29 },
  { file: 'detections/atlassian/scim-log-cleared.ts', detection: d30 },
  { file: 'detections/atlassian/scim-provisioning-changed.ts', detection: d31 },
  { file: 'detections/atlassian/self-join-domain-added.ts', detection: d32 },
  { file: 'detections/atlassian/service-account-created.ts', detection: d33 },
  { file: 'detections/atlassian/site-transferred.ts', detection: d34 },
  { file: 'detections/atlassian/space-permission-added.ts', detection: d35 },
  { file: 'detections/atlassian/sso-changed.ts', detection: d36 },
  { file: 'detections/atlassian/two-step-disabled-for-user.ts', detection: d37 },
  { file: 'detections/atlassian/two-step-unenforced.ts', detection: d38 },
  { file: 'detections/panther/actions-denied.ts', detection: d39 },
  { file: 'detections/panther/detection-deleted.ts', detection: d40 },
  { file: 'detections/panther/keepwatch-alarm-silenced.ts', detection: d41 },
  { file: 'detections/panther/keepwatch-archive-lock-attacked.ts', detection: d42 },
  { file: 'detections/panther/keepwatch-archive-retention-changed.ts', detection: d43 },
  { file: 'detections/panther/keepwatch-changed-by-hand.ts', detection: d44 },
  { file: 'detections/panther/keepwatch-collector-changed.ts', detection: d45 },
  { file: 'detections/panther/keepwatch-credential-changed.ts', detection: d46 },
  { file: 'detections/panther/keepwatch-credential-read.ts', detection: d47 },
  { file: 'detections/panther/keepwatch-trail-stopped.ts', detection: d48 },
  { file: 'detections/panther/saml-modified.ts', detection: d49 },
  { file: 'detections/panther/sensitive-role.ts', detection: d50 },
  { file: 'detections/panther/user-modified.ts', detection: d51 },
  { file: 'detections/standard/admin-role-assigned.ts', detection: d52 },
  { file: 'detections/standard/brute-force-by-ip.ts', detection: d53 },
  { file: 'detections/standard/brute-force-by-user.ts', detection: d54 },
  { file: 'detections/standard/mfa-disabled.ts', detection: d55 },
];
