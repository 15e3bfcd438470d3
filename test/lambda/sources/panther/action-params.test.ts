import { actionParam } from '../../../../lambda/sources/panther/action-params';
import { pantherEvent } from '../../rules/real-events';

const param = (actionParams: unknown, ...path: string[]) => actionParam(pantherEvent({ actionParams }), ...path);

describe('a parameter of an action', () => {
  it.each<[string, unknown]>([
    ['under dynamic and input', { dynamic: { input: { name: 'x' } }, static: {} }],
    ['under input, as older versions have it', { input: { name: 'x' } }],
    ['under dynamic alone', { dynamic: { name: 'x' } }],
    ['under static', { dynamic: {}, static: { name: 'x' } }],
    ['flat', { name: 'x' }],
    ['in an older place when it is null in the newer one', { dynamic: { input: { name: null } }, name: 'x' }],
    ['in the newest place that has it', { dynamic: { input: { name: 'x' } }, input: { name: 'old' }, name: 'older' }],
  ])('is found %s', (_name, actionParams) => {
    expect(param(actionParams, 'name')).toBe('x');
  });

  it.each([
    ...[undefined, null, {}, [], 'a text', 7, false, { dynamic: null }],
    ...[{ dynamic: { input: null } }, { dynamic: 'text', input: [], static: 0 }, { name: null }],
    { other: { name: 'x' } },
  ])('is undefined in %j', (actionParams) => {
    expect(param(actionParams, 'name')).toBeUndefined();
  });

  it('can be falsy, and lie deeper', () => {
    expect(param({ input: { on: false } }, 'on')).toBe(false);
    expect(param({ input: { role: { kind: 'NAME', value: 'Admin' } } }, 'role', 'value')).toBe('Admin');
  });

  it('is no property of JavaScript', () => {
    expect(param({ input: {} }, 'constructor')).toBeUndefined();
    expect(param({ input: [] }, 'length')).toBe(0);
  });
});
