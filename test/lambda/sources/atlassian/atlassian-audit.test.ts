import { classifierFor } from '../../../../lambda/schema/classify';
import type { Field, FieldType } from '../../../../lambda/schema/language';
import { atlassianAudit } from '../../../../lambda/sources/atlassian/atlassian-audit';

const classify = classifierFor(atlassianAudit);
const smallest = { type: 'events', id: 'e-1', attributes: {}, links: {} };

describe('Atlassian.Audit', () => {
  it('has every field of the published schema, with its type and requirement, and the newer ones', () => {
    expect(paths(atlassianAudit.fields)).toMatchInlineSnapshot(`
[
  "type: string required",
  "id: string required",
  "attributes: object required",
  "attributes.time: timestamp",
  "attributes.processedAt: timestamp",
  "attributes.action: string",
  "attributes.actor: object",
  "attributes.actor.id: string [actor_id]",
  "attributes.actor.name: string [username]",
  "attributes.actor.email: string [email]",
  "attributes.actor.picture: string",
  "attributes.actor.links: object",
  "attributes.actor.links.self: string",
  "attributes.actor.links.alt: string",
  "attributes.actor.auth: object",
  "attributes.actor.auth.authType: string",
  "attributes.actor.auth.tokenId: string",
  "attributes.actor.auth.tokenLabel: string",
  "attributes.actor.onBehalfOf: object",
  "attributes.actor.onBehalfOf.id: string [actor_id]",
  "attributes.actor.onBehalfOf.name: string [username]",
  "attributes.actor.onBehalfOf.email: string [email]",
  "attributes.actor.app: object",
  "attributes.actor.app.id: string",
  "attributes.actor.app.type: string",
  "attributes.actor.app.attributes: json",
  "attributes.context: array",
  "attributes.context[].id: string",
  "attributes.context[].type: string",
  "attributes.context[].attributes: json",
  "attributes.context[].links: object",
  "attributes.context[].links.self: string [url]",
  "attributes.context[].links.alt: string [url]",
  "attributes.container: array",
  "attributes.container[].id: string",
  "attributes.container[].type: string",
  "attributes.container[].attributes: json",
  "attributes.container[].links: object",
  "attributes.container[].links.self: string",
  "attributes.container[].links.alt: string",
  "attributes.location: object",
  "attributes.location.ip: string [ip]",
  "attributes.location.geo: string",
  "attributes.location.countryName: string",
  "attributes.location.regionName: string",
  "attributes.location.city: string",
  "message: object",
  "message.content: string",
  "message.format: string",
  "relations: json",
  "links: object required",
  "links.self: string",
  "links.alt: string",
]
`);
  });

  it.each(['type', 'id', 'attributes', 'links'])('requires %s', (name) => {
    expect(classify({ ...smallest, [name]: null })).toMatchObject({ kind: 'failure', path: name });
  });

  it('needs no context, location, message or time', () => {
    expect(classify(smallest)).toMatchObject({ kind: 'event', eventTime: undefined, indicators: {} });
  });

  it('finds the indicators of the actor, the person acted upon, the place and the links', () => {
    const classified = classify({
      ...smallest,
      attributes: {
        time: '2026-04-03T06:12:11.117451Z',
        action: 'user_added_to_group',
        actor: {
          id: 'actor-1',
          name: 'Key of Ada',
          email: 'Atlassian app',
          onBehalfOf: { id: 'actor-2', name: 'Ada', email: 'ada@example.com' },
        },
        context: [
          {
            id: '1',
            type: 'users',
            attributes: { email: 'grace@example.com', name: 'Grace' },
            links: { self: 'https://api.example.com/u/1', alt: null },
          },
        ],
        container: [{ id: '2', type: 'sites', attributes: {}, links: { alt: 'https://site.example.net/' } }],
        location: { ip: '203.0.113.26', city: '' },
      },
    });

    expect(classified).toMatchObject({
      kind: 'event',
      eventTime: Date.parse('2026-04-03T06:12:11.117Z'),
      indicators: {
        p_any_actor_ids: ['actor-1', 'actor-2'],
        p_any_domain_names: ['api.example.com'],
        p_any_emails: ['ada@example.com', 'grace@example.com'],
        p_any_ip_addresses: ['203.0.113.26'],
        p_any_usernames: ['Ada', 'Key of Ada'],
      },
    });
    const context = classified.kind === 'event' ? JSON.stringify(classified.fields) : '';
    expect(context).toContain('"attributes":"{\\"email\\":\\"grace@example.com\\",\\"name\\":\\"Grace\\"}"');
  });
});

function paths(fields: readonly Field[], prefix = ''): string[] {
  return fields.flatMap((field) => describeType(field, `${prefix}${field.name}`, field.required ? ' required' : ''));
}

function describeType(type: FieldType, path: string, required: string): string[] {
  const indicators = type.type === 'string' && type.indicators ? ` [${type.indicators.join()}]` : '';
  const line = `${path}: ${type.type}${required}${indicators}`;
  if (type.type === 'object') return [line, ...paths(type.fields, `${path}.`)];
  if (type.type === 'array') return [line, ...describeType(type.element, `${path}[]`, '').slice(1)];
  return [line];
}
