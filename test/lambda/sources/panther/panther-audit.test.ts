import { classifierFor } from '../../../../lambda/schema/classify';
import type { Field, FieldType } from '../../../../lambda/schema/language';
import { pantherAudit } from '../../../../lambda/sources/panther/panther-audit';

const classify = classifierFor(pantherAudit);
const smallest = {
  actionName: 'GET_SOMETHING',
  actionResult: 'SUCCEEDED',
  actor: { id: 'p-1', type: 'USER' },
  timestamp: '2026-03-02 15:30:22.42',
  pantherVersion: '1.86.15',
};

describe('Panther.Audit', () => {
  it('has every field of the published schema, with its type and requirement', () => {
    expect(paths(pantherAudit.fields)).toEqual([
      'actionName: string required',
      'actionDescription: string',
      'actionResult: string required',
      'actionParams: json',
      'actionDetails: json',
      'actor: object required',
      'actor.id: string required [actor_id]',
      'actor.type: string required',
      'actor.name: string [username]',
      'actor.attributes: json [email: email]',
      'errors: array',
      'errors[].message: string',
      'sourceIP: string [ip]',
      'XForwardedFor: array [ip]',
      'userAgent: string',
      'timestamp: timestamp required',
      'pantherVersion: string required',
    ]);
  });

  it.each(['actionName', 'actionResult', 'actor', 'timestamp', 'pantherVersion'])('requires %s', (name) => {
    const without = Object.fromEntries(Object.entries(smallest).filter(([each]) => each !== name));
    for (const record of [without, { ...smallest, [name]: null }])
      expect(classify(record)).toMatchObject({ kind: 'failure', path: name });
  });

  it.each(['id', 'type'])('requires actor.%s', (name) => {
    const actor = { ...smallest.actor, [name]: null };
    expect(classify({ ...smallest, actor })).toMatchObject({ kind: 'failure', path: `actor.${name}` });
  });

  it.each([
    ['an action that nobody has heard of', { actionName: 'SOMETHING_NEW' }],
    ['empty texts', { actionName: '', actor: { id: '', type: 'TOKEN' }, pantherVersion: '' }],
    ['nulls where nothing is required', { actionParams: null, errors: null, sourceIP: null, XForwardedFor: null }],
    ['entries that are null', { errors: [null, { message: null }], XForwardedFor: [null] }],
  ])('takes %s', (_name, changes) => {
    expect(classify({ ...smallest, ...changes })).toMatchObject({ kind: 'event' });
  });

  it.each([
    ['MAYBE', { actionResult: 'MAYBE' }, 'actionResult', 'SUCCEEDED or FAILED or PARTIALLY_FAILED'],
    ['', { actionResult: '' }, 'actionResult', 'SUCCEEDED or FAILED or PARTIALLY_FAILED'],
    ['AGENT', { actor: { id: 'p-1', type: 'AGENT' } }, 'actor.type', 'USER or TOKEN'],
  ])('takes no other result or type of an actor, such as %j', (value, changes, path, allowed) => {
    const reason = `expected ${allowed}, received ${JSON.stringify(value)}`;
    expect(classify({ ...smallest, ...changes })).toEqual({ kind: 'failure', path, reason });
  });

  it.each<[string, unknown]>([
    ['under dynamic and static', { dynamic: { input: { detections: [{ id: 'Acme.A' }] } }, static: {} }],
    ['under input', { input: { email: 'eve@example.com' } }],
    ['flat', { email: 'eve@example.com' }],
    ['empty', {}],
    ['a list', [1, null]],
    ['a text', 'x'],
    ['a number', 0],
    ['a boolean', false],
  ])('keeps parameters as JSON text, whatever they are: %s', (_name, value) => {
    const classified = classify({ ...smallest, actionParams: value, actionDetails: value });
    expect(classified).toMatchObject({
      kind: 'event',
      fields: { actionParams: JSON.stringify(value), actionDetails: JSON.stringify(value) },
    });
  });

  it.each([
    ['2026-03-02 15:30:22', '2026-03-02T15:30:22.000Z'],
    ['2026-03-02 15:30:22.4', '2026-03-02T15:30:22.400Z'],
    ['2026-03-02 21:45:59.352910070', '2026-03-02T21:45:59.352Z'],
    ['2026-03-02T21:45:59.352910070Z', '2026-03-02T21:45:59.352Z'],
    ['2026-03-02 21:45:59.352 +01:00', undefined],
    ['yesterday', undefined],
    ['', undefined],
  ])('happened at its timestamp, in UTC: %j', (timestamp, expected) => {
    expect(classify({ ...smallest, timestamp })).toMatchObject(
      expected === undefined
        ? { kind: 'failure', path: 'timestamp' }
        : { kind: 'event', eventTime: Date.parse(expected), fields: { timestamp } },
    );
  });

  it('finds the indicators of the actor and of where the request came from', () => {
    const classified = classify({
      ...smallest,
      actor: {
        id: 'p-1',
        name: 'Ada Example',
        type: 'USER',
        attributes: { email: 'ada@example.com', emailVerified: true, roleId: 'r-1' },
      },
      sourceIP: '192.0.2.7',
      XForwardedFor: ['198.51.100.7', '192.0.2.7', '2001:db8::1'],
    });
    expect(classified).toMatchObject({
      kind: 'event',
      indicators: {
        p_any_actor_ids: ['p-1'],
        p_any_emails: ['ada@example.com'],
        p_any_ip_addresses: ['192.0.2.7', '198.51.100.7', '2001:db8::1'],
        p_any_usernames: ['Ada Example'],
      },
    });
  });

  it.each([
    ['addresses that are none', { sourceIP: '192.0.2.7.', XForwardedFor: ['', 'unknown', null] }],
    ['an empty address', { sourceIP: '' }],
    ['an email that is none', { actor: { ...smallest.actor, attributes: { email: 'ada' } } }],
    ['attributes of the wrong kind', { actor: { ...smallest.actor, attributes: ['ada@example.com'] } }],
    ['an email of the wrong kind', { actor: { ...smallest.actor, attributes: { email: ['ada@example.com'] } } }],
    ['attributes that are null', { actor: { ...smallest.actor, name: null, attributes: null } }],
  ])('makes no indicator of %s', (_name, changes) => {
    const classified = classify({ ...smallest, ...changes });
    expect(classified.kind === 'event' && classified.indicators).toEqual({ p_any_actor_ids: ['p-1'] });
  });

  it('keeps fields that it does not know', () => {
    const more = { newer: { a: [1] }, actor: { ...smallest.actor, team: 'x' } };
    expect(classify({ ...smallest, ...more })).toMatchObject({ kind: 'event', fields: more });
  });
});

function paths(fields: readonly Field[], prefix = ''): string[] {
  return fields.flatMap((field) => describeType(field, `${prefix}${field.name}`, field.required ? ' required' : ''));
}

function describeType(type: FieldType, path: string, required: string): string[] {
  const line = `${path}: ${type.type}${required}${indicatorsOf(type)}`;
  if (type.type === 'object') return [line, ...paths(type.fields, `${path}.`)];
  if (type.type === 'array') return [line, ...describeType(type.element, `${path}[]`, '').slice(1)];
  return [line];
}

function indicatorsOf(type: FieldType): string {
  if (type.type === 'array') return indicatorsOf(type.element);
  if (type.type === 'string' && type.indicators) return ` [${type.indicators.join()}]`;
  if (type.type !== 'json' || !type.indicatorsAt) return '';
  const each = Object.entries(type.indicatorsAt).map(([key, indicators]) => `${key}: ${indicators.join()}`);
  return ` [${each.join('; ')}]`;
}
