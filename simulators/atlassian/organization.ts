import type { Actor, Entity, Location } from './audit-event';
import { Random } from './random';

/** Someone who works at the simulated organization. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly home: Location;
}

const ADMIN_SITE = 'https://admin.atlassian.com';
const API = 'https://api.atlassian.com';
const SITE_ID = '3d1f6a52-6c0e-4c53-9f0b-58c1a4f6e2d7';
const SITE_URL = 'https://keepwatch-demo.atlassian.net';
const ORG_NAME = 'keepwatch-demo';

const HOMES: readonly [Location, ...Location[]] = [
  { ip: '192.0.2.', countryName: 'Ireland', regionName: 'Leinster', city: 'Dublin' },
  { ip: '198.51.100.', countryName: 'Germany', regionName: 'Berlin', city: 'Berlin' },
  { ip: '203.0.113.', countryName: 'Canada', regionName: 'Ontario', city: 'Toronto' },
  { ip: '2001:db8:40::', countryName: 'Japan', regionName: 'Tokyo', city: 'Tokyo' },
];

function person(name: string, index: number): Person {
  const home = HOMES[index % HOMES.length] ?? HOMES[0];
  return {
    // The cast is the same for every seed, so that two demos can be compared by their people.
    id: `712020:${new Random(0, index).uuid()}`,
    name,
    email: `${name.toLowerCase().replace(' ', '.')}@example.com`,
    home: { ...home, ip: `${home.ip}${20 + index}` },
  };
}

/** The organization's admins. */
export const ADMINS: readonly [Person, ...Person[]] = [
  person('Maren Oduya', 0),
  person('Tobias Lindqvist', 1),
  person('Priya Raman', 2),
];

/** Everyone, admins included. */
export const PEOPLE: readonly [Person, ...Person[]] = [
  ...ADMINS,
  person('Callum Reyes', 3),
  person('Ines Fontaine', 4),
  person('Haruki Sato', 5),
  person('Delphine Moreau', 6),
  person('Kwame Asante', 7),
  person('Sofia Marchetti', 8),
  person('Jonas Weber', 9),
  person('Leila Haddad', 10),
  person('Owen Gallagher', 11),
];

/** Groups that people join and leave every day. */
export const GROUPS = [
  'jira-users',
  'confluence-users',
  'jira-servicemanagement-users',
  'finance',
  'design',
  'platform-engineering',
] as const;

/** Groups whose members administer something. */
export const ADMIN_GROUPS = ['org-admins', 'site-admins', 'jira-administrators'] as const;

/** An admin API key acts as a user that is named after the key. */
export const ADMIN_API_KEY: Actor = {
  id: '712020:b7b0c5c4-27c8-4f0f-9d55-0a8f4a1f6e90',
  name: 'directory-sync',
  email: 'e0a3c9d2-51d7-4b0e-8a6c-7f3b2d9c1a44@connect.atlassian.com',
  links: profileOf('712020:b7b0c5c4-27c8-4f0f-9d55-0a8f4a1f6e90'),
};

/** Atlassian itself, acting in consequence of another action. */
export const INTERNAL_SYSTEM: Actor = {
  id: 'atlassian-internal-system',
  name: 'Atlassian Internal System',
  email: 'Atlassian Internal System',
  links: profileOf('atlassian-internal-system'),
};

function profileOf(accountId: string): Actor['links'] {
  return { alt: `${ADMIN_SITE}/s/${SITE_ID}/users/${accountId}`, self: `${API}/users/${accountId}/manage/profile` };
}

/** A person as the actor of an event. */
export function asActor({ id, name, email }: Person): Actor {
  return { id, name, email, links: profileOf(id) };
}

/** A person as the target of an event. */
export function asUser({ id, email }: Person, more: Readonly<Record<string, string>> = {}): Entity {
  return {
    id,
    type: 'users',
    attributes: { name: email, email, accountType: 'atlassian', ...more },
    links: profileOf(id),
  };
}

/** Where a person works from. Some are travelling, and then the city may be unknown. */
export function whereabouts({ home }: Person, random: Random): Location {
  if (!random.chance(0.03)) return home;
  const away = random.pick(HOMES);
  return {
    ...away,
    ip: `${away.ip}${100 + random.integer(100)}`,
    regionName: '',
    city: random.chance(0.5) ? '' : away.city,
  };
}

/** Any entity that has no page of its own. Its id follows from its type and name, so the same thing keeps its id. */
export function entity(type: string, name: string, attributes: Readonly<Record<string, string>> = {}): Entity {
  return { id: idOf(`${type}/${name}`), type, attributes: { name, ...attributes }, links: { alt: null, self: null } };
}

function idOf(text: string): string {
  let [low, high] = [7, 11];
  for (const character of text) {
    low = (Math.imul(low, 31) + character.charCodeAt(0)) | 0;
    high = (Math.imul(high, 37) + character.charCodeAt(0)) | 0;
  }
  return new Random(low, high).uuid();
}

/** A group of users. */
export function group(name: string): Entity {
  return entity('groups', name, { groupName: name });
}

/** The organization, as container or context. */
export function organization(orgId: string, more: Readonly<Record<string, string>> = {}): Entity {
  return {
    id: orgId,
    type: 'orgs',
    attributes: { name: ORG_NAME, ...more },
    links: { alt: `${ADMIN_SITE}/o/${orgId}`, self: `${API}/admin/v1/orgs/${orgId}` },
  };
}

/** The organization's one site. */
export function site(more: Readonly<Record<string, string>> = {}): Entity {
  return {
    id: SITE_ID,
    type: 'sites',
    attributes: { siteHostName: SITE_URL, name: SITE_URL, siteName: ORG_NAME, ...more },
    links: { alt: SITE_URL, self: null },
  };
}
