import { deepText } from '../../rules/deep-get';
import type { EventType, LogTypeDefinition } from '../log-type';
import { actionParam } from './action-params';
import { type PantherEvent, pantherAudit } from './panther-audit';

const EVENT_TYPES: Readonly<Record<string, EventType>> = {
  create_user: 'user created',
  create_user_role: 'role created',
  update_user_role: 'role modified',
  delete_user_role: 'role deleted',
};

// No published list of Panther names its login actions; SIGN_IN and USER_LOGIN_FAILED occur in samples.
const LOGINS: ReadonlySet<string> = new Set(
  ['', 'user_'].flatMap((who) =>
    ['sign_in', 'signin', 'login'].flatMap((what) =>
      ['', '_failed', '_failure', '_succeeded', '_success'].map((how) => `${who}${what}${how}`),
    ),
  ),
);

/** Panther's audit log, and what the deployment trail records in the same shape. */
export const pantherLogType: LogTypeDefinition<typeof pantherAudit> = {
  schema: pantherAudit,
  action: ['actionName'],
  actor: { id: ['actor', 'id'], name: ['actor', 'name'], email: ['actor', 'attributes', 'email'] },
  ip: ['sourceIP'],
  message: ({ actionResult, actionDescription }) =>
    actionResult === 'SUCCEEDED' ? (actionDescription ?? undefined) : actionResult,
  loginActions: [...LOGINS],
  eventType(event, action) {
    const succeeded = event.actionResult === 'SUCCEEDED';
    if (LOGINS.has(action)) return succeeded && !action.includes('fail') ? 'successful login' : 'failed login';
    if (!succeeded) return undefined;
    if (/^(create|invite|update)_user$/.test(action) && grantsAdminRole(event)) return 'admin role assigned';
    return Object.hasOwn(EVENT_TYPES, action) ? EVENT_TYPES[action] : undefined;
  },
};

// A role is given by its name, or as {kind, value}; an id does not say which role it is.
function grantsAdminRole(event: PantherEvent): boolean {
  const role = actionParam(event, 'role');
  const name = deepText(role) ?? deepText(role, 'value');
  return name !== undefined && /^(panther)?\s*admin(istrator)?$/i.test(name);
}
