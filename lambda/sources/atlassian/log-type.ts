import { deepText } from '../../rules/deep-get';
import type { EventType, LogTypeDefinition } from '../log-type';
import { type AtlassianEvent, atlassianAudit } from './atlassian-audit';
import { contextNames, contextOf } from './entities';

const LOGIN = 'user_login';

const EVENT_TYPES: Readonly<Record<string, EventType>> = {
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

/** Audit events of Atlassian organizations. */
export const atlassianLogType: LogTypeDefinition<typeof atlassianAudit> = {
  schema: atlassianAudit,
  action: ['attributes', 'action'],
  actor: {
    id: ['attributes', 'actor', 'id'],
    name: ['attributes', 'actor', 'name'],
    email: ['attributes', 'actor', 'email'],
  },
  ip: ['attributes', 'location', 'ip'],
  message: (event) => deepText(event, 'message', 'content'),
  target: (event) => contextNames(event, ''),
  loginActions: [LOGIN, 'user_login_failed'],
  eventType(event, action) {
    if (action === LOGIN) return hasFailed(event) ? 'failed login' : 'successful login';
    return Object.hasOwn(EVENT_TYPES, action) ? EVENT_TYPES[action] : undefined;
  },
};

// Atlassian sends this action for successful and failed logins; an entry of the context may hold the outcome.
function hasFailed(event: AtlassianEvent): boolean {
  return contextOf(event).some(({ attributes }) => /^fail/i.test(deepText(attributes, 'status') ?? ''));
}
