import { contextOf } from './atlassian-entities';
import { deepText } from './deep-get';
import type { AtlassianEvent, AuditEvent, PantherEvent } from './event';
import { actionParam } from './panther-params';
import { actionOf } from './who';

/** What happened, in words that are the same for every log type. */
export type EventType =
  | 'successful login'
  | 'failed login'
  | 'logout'
  | 'user created'
  | 'MFA disabled'
  | 'group created'
  | 'group deleted'
  | 'role created'
  | 'role modified'
  | 'role deleted'
  | 'admin role assigned';

const ATLASSIAN: Readonly<Record<string, EventType>> = {
  user_login_failed: 'failed login',
  user_logout: 'logout',
  user_created: 'user created',
  twosv_disabled_for_user: 'MFA disabled',
  group_created: 'group created',
  group_deleted: 'group deleted',
  user_granted_role: 'role modified',
  user_revoked_role: 'role deleted',
  added_org_admin: 'admin role assigned',
  group_granted_admin_access: 'admin role assigned',
};

const PANTHER: Readonly<Record<string, EventType>> = {
  create_user: 'user created',
  create_user_role: 'role created',
  update_user_role: 'role modified',
  delete_user_role: 'role deleted',
};

/** The type of an event, or undefined when it is none of these. */
export function eventType(event: AuditEvent): EventType | undefined {
  const action = actionOf(event);
  if (event.p_log_type === 'Panther.Audit') return pantherType(event, action);
  if (action === 'user_login') return hasFailed(event) ? 'failed login' : 'successful login';
  return Object.hasOwn(ATLASSIAN, action) ? ATLASSIAN[action] : undefined;
}

// The action `user_login` is sent for both; how it ended stands in some entry of the context, where it stands at all.
function hasFailed(event: AtlassianEvent): boolean {
  return contextOf(event).some(({ attributes }) => /^fail/i.test(deepText(attributes, 'status') ?? ''));
}

// Names of logins are in no published list of Panther; SIGN_IN and USER_LOGIN_FAILED stand in samples.
const PANTHER_LOGINS: ReadonlySet<string> = new Set(
  ['', 'user_'].flatMap((who) =>
    ['sign_in', 'signin', 'login'].flatMap((what) =>
      ['', '_failed', '_failure', '_succeeded', '_success'].map((how) => `${who}${what}${how}`),
    ),
  ),
);

/** Actions of which `eventType` makes a login, failed or not: what a detection of logins is to look at. */
export const LOGIN_ACTIONS: readonly string[] = [...PANTHER_LOGINS];

function pantherType(event: PantherEvent, action: string): EventType | undefined {
  const succeeded = event.actionResult === 'SUCCEEDED';
  if (PANTHER_LOGINS.has(action)) return succeeded && !action.includes('fail') ? 'successful login' : 'failed login';
  if (!succeeded) return undefined;
  if (/^(create|invite|update)_user$/.test(action) && givesAdminRole(event)) return 'admin role assigned';
  return Object.hasOwn(PANTHER, action) ? PANTHER[action] : undefined;
}

// A role stands there by its name, or as {kind, value}; an id tells nothing.
function givesAdminRole(event: PantherEvent): boolean {
  const role = actionParam(event, 'role');
  const name = deepText(role) ?? deepText(role, 'value');
  return name !== undefined && /^(panther)?\s*admin(istrator)?$/i.test(name);
}
