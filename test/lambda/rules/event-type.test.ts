import { eventType } from '../../../lambda/rules/event-type';
import type { EventType } from '../../../lambda/sources/log-type';
import { atlassianEvent, pantherEvent } from './real-events';

const status = (...texts: unknown[]) => texts.map((text) => ({ type: 'login', attributes: { status: text } }));

describe('the type of an event of Atlassian', () => {
  it.each<[string, EventType | undefined]>([
    ['user_login', 'successful login'],
    ['user_login_failed', 'failed login'],
    ['user_logout', 'logout'],
    ['user_created', 'user created'],
    ['twosv_disabled_for_user', 'MFA disabled'],
    ['group_created', 'group created'],
    ['group_deleted', 'group deleted'],
    ['user_granted_role', 'role modified'],
    ['user_revoked_role', 'role deleted'],
    ['added_org_admin', 'admin role assigned'],
    ['group_granted_admin_access', 'admin role assigned'],
    ['removed_org_admin', undefined],
    ['constructor', undefined],
    ['__proto__', undefined],
    ['', undefined],
  ])('of %j, in any case, is %s', (action, expected) => {
    expect(eventType(atlassianEvent({ action }))).toBe(expected);
    expect(eventType(atlassianEvent({ action: action.toUpperCase() }))).toBe(expected);
  });

  it.each<[string, object, EventType]>([
    ['no context', {}, 'successful login'],
    ['a context that is null', { context: null }, 'successful login'],
    ['an empty context', { context: [] }, 'successful login'],
    ['entries that are null', { context: [null, null] }, 'successful login'],
    ['attributes that are a text', { context: [{ attributes: 'failed' }] }, 'successful login'],
    ['a status that is a list', { context: status(['failed']) }, 'successful login'],
    ['a status that only contains it', { context: status('not failed') }, 'successful login'],
    ['a status of success', { context: status('success') }, 'successful login'],
    ['failed', { context: status('failed') }, 'failed login'],
    ['FAILURE, behind others', { context: [null, {}, ...status(null, 7, 'FAILURE')] }, 'failed login'],
  ])('of a login with %s', (_name, attributes, expected) => {
    expect(eventType(atlassianEvent({ action: 'user_login', ...attributes }))).toBe(expected);
  });

  it('without an action is none', () => {
    expect(eventType(atlassianEvent())).toBeUndefined();
  });
});

describe('the type of an event of Panther', () => {
  it.each<[string, string, EventType | undefined]>([
    ['SIGN_IN', 'SUCCEEDED', 'successful login'],
    ['SIGN_IN', 'FAILED', 'failed login'],
    ['SIGN_IN', 'PARTIALLY_FAILED', 'failed login'],
    ['USER_LOGIN_FAILED', 'SUCCEEDED', 'failed login'],
    ['user_signin_success', 'SUCCEEDED', 'successful login'],
    ['LOGIN', 'SUCCEEDED', 'successful login'],
    ['UPDATE_LOGIN_SETTINGS', 'FAILED', undefined],
    ['CREATE_USER', 'SUCCEEDED', 'user created'],
    ['CREATE_USER', 'FAILED', undefined],
    ['CREATE_USER_ROLE', 'SUCCEEDED', 'role created'],
    ['UPDATE_USER_ROLE', 'SUCCEEDED', 'role modified'],
    ['DELETE_USER_ROLE', 'SUCCEEDED', 'role deleted'],
    ['DELETE_USER_ROLE', 'FAILED', undefined],
    ['UPDATE_USER', 'SUCCEEDED', undefined],
    ['constructor', 'SUCCEEDED', undefined],
  ])('of %s that %s is %s', (actionName, actionResult, expected) => {
    expect(eventType(pantherEvent({ actionName, actionResult }))).toBe(expected);
  });

  it.each<[unknown, boolean]>([
    [{ dynamic: { input: { role: { kind: 'NAME', value: 'Admin' } } } }, true],
    [{ input: { role: 'PantherAdmin' } }, true],
    [{ role: 'administrator' }, true],
    [{ input: { role: { kind: 'ID', value: '(redacted)' } } }, false],
    [{ input: { role: 'AdminOfNothing' } }, false],
    [{ input: { role: null } }, false],
    [{ input: { role: ['Admin'] } }, false],
    [null, false],
    ['Admin', false],
  ])('with %j gives an admin role: %s', (actionParams, isAdmin) => {
    for (const [actionName, otherwise] of [
      ['CREATE_USER', 'user created'],
      ['INVITE_USER', undefined],
      ['UPDATE_USER', undefined],
    ]) {
      const event = pantherEvent({ actionName, actionParams });
      expect(eventType(event)).toBe(isAdmin ? 'admin role assigned' : otherwise);
    }
  });
});
