import {
  containerKey,
  containerOf,
  contextKey,
  contextKeys,
  contextNames,
  contextOf,
  domainsOf,
  entityName,
  targetsOf,
} from '../../../../lambda/sources/atlassian/entities';
import { atlassianEvent } from '../../rules/real-events';

const full = atlassianEvent({
  context: [
    { id: 'u-2', type: 'users', attributes: { name: 'Eve', email: 'eve@example.com' } },
    null,
    { id: 'g-1', type: 'groups', attributes: { name: 'admins' } },
    { id: 'u-1', type: 'users', attributes: { name: 'Bob' } },
    { id: 'u-1', type: 'users' },
    { type: 'users', attributes: { email: 'new@example.com' } },
    {},
  ],
  container: [
    { id: 's-1', type: 'sites', attributes: { domain: 'of-the-container.example' } },
    { id: 'o-1', type: 'orgs' },
  ],
});
const poor = [
  atlassianEvent(),
  atlassianEvent({ context: null, container: null }),
  atlassianEvent({ context: [], container: [] }),
  atlassianEvent({ context: [null], container: [null] }),
];

describe('what was acted upon', () => {
  it('is found by its type, in whatever order it stands', () => {
    expect(contextOf(full, 'groups')).toEqual([{ id: 'g-1', type: 'groups', attributes: { name: 'admins' } }]);
    expect(contextOf(full, 'groups', 'users').map(({ id }) => id)).toEqual(['u-2', 'g-1', 'u-1', 'u-1', undefined]);
    expect(contextOf(full, 'toString')).toEqual([]);
    expect(contextOf(full)).toHaveLength(7);
  });

  it.each([
    [{ email: 'eve@example.com', name: 'Eve' }, 'eve@example.com'],
    [{ email: '', name: 'Eve' }, 'Eve'],
    [{ email: ['eve@example.com'] }, 'u-1'],
    [null, 'u-1'],
    ['a text', 'u-1'],
  ])('with attributes %j is called %s', (attributes, name) => {
    expect(entityName({ id: 'u-1', type: 'users', attributes })).toBe(name);
  });

  it('is called by its email, else its name, else its id; each once and sorted', () => {
    expect(contextNames(full, 'nobody', 'users')).toBe('Bob, eve@example.com, new@example.com, u-1');
    expect(contextNames(full, 'no app', 'apps')).toBe('no app');
  });

  it('is told apart by its id, else its name; each once and sorted', () => {
    expect(contextKeys(full, 'users')).toEqual(['new@example.com', 'u-1', 'u-2']);
    expect(contextKey(full, 'users')).toBe('new@example.com,u-1,u-2');
    expect(containerKey(full)).toBe('o-1,s-1');
    expect(containerKey(full, 'sites')).toBe('s-1');
  });

  it('counts as the event itself where nothing is named', () => {
    expect(targetsOf(full, 'groups')).toEqual(['g-1']);
    expect(targetsOf(full, 'apps')).toEqual([full.p_row_id]);
  });

  it('are the domains of the context, not of the container', () => {
    const domains = ['b.example', 'a.example', 'b.example', '', 7].map((domain) => ({ attributes: { domain } }));
    expect(domainsOf(atlassianEvent({ context: domains }))).toBe('7, a.example, b.example');
    expect(domainsOf(full)).toBeUndefined();
  });

  it.each(poor)('%# can be nothing at all', (event) => {
    expect(contextNames(event, 'nobody', 'users')).toBe('nobody');
    expect(contextKey(event, 'users')).toBeUndefined();
    expect(containerKey(event, 'sites')).toBeUndefined();
    expect(containerOf(event, 'sites')).toEqual([]);
    expect(targetsOf(event, 'users')).toEqual([event.p_row_id]);
    expect(domainsOf(event)).toBeUndefined();
  });
});
