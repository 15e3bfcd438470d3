import type { Entity } from './audit-event';
import { asUser, entity, group, organization, PEOPLE, site } from './organization';
import type { Random } from './random';

/** What an action did, to whom, and in what. */
export interface Story {
  /** Empty for some actions of the real API too. */
  readonly message: string;
  readonly context: readonly Entity[];
  readonly container: Entity;
}

/** Makes the text, context and container of an action. */
export type Teller = (random: Random, orgId: string) => Story;

const DOMAINS = ['example.com', 'example.org', 'example.net'] as const;

/** Something that people do to themselves or to content: nothing but the site is named. */
export function inSite(message: string): Teller {
  return () => ({ message, context: [], container: site() });
}

/** A login. A failed one has the same action and says so in the status of its context alone. */
export const login: Teller = (random) =>
  random.chance(0.02)
    ? { message: 'Failed to log in', context: [asUser(random.pick(PEOPLE), { status: 'failed' })], container: site() }
    : { message: 'Logged in', context: [], container: site() };

/** Somebody looked at or changed an issue. */
export function issue(message: string): Teller {
  return (random) => {
    const issueId = String(10_000 + random.integer(900));
    return {
      message,
      context: [],
      container: site({ product: 'jira-software', issueId, issueKeyOrId: `KW-${issueId}` }),
    };
  };
}

/** An action on one user in the site. `USER` in the message stands for the user. */
export function user(message: string): Teller {
  return (random) => {
    const target = random.pick(PEOPLE);
    return { message: message.replace('USER', target.email), context: [asUser(target)], container: site() };
  };
}

/** An action on one user in the whole organization. `USER` in the message stands for the user. */
export function orgUser(message: string): Teller {
  const tell = user(message);
  return (random, orgId) => ({ ...tell(random, orgId), container: organization(orgId) });
}

/** A change of one group's members. `USER` and `GROUP` in the message stand for them. */
export function membership(groups: readonly [string, ...string[]], message: string): Teller {
  return (random) => {
    const target = random.pick(PEOPLE);
    const name = random.pick(groups);
    const pair = [group(name), asUser(target)];
    return {
      message: message.replace('USER', target.email).replace('GROUP', name),
      // The real context is a bag: its entries come in either order.
      context: random.chance(0.5) ? pair : pair.reverse(),
      container: site(),
    };
  };
}

/** Somebody from elsewhere is invited. */
export const invitation: Teller = (random) => {
  const email = `guest${random.integer(400)}@example.org`;
  return { message: `Invited ${email}`, context: [entity('invited-user', email, { email })], container: site() };
};

/** A group is created. */
export const newGroup: Teller = (random) => {
  const name = `project-${random.integer(90)}`;
  return { message: `Created ${name} group`, context: [group(name)], container: site() };
};

/** An action on the organization as a whole. */
export function org(message: string, ...context: readonly Entity[]): Teller {
  return (_random, orgId) => ({ message, context, container: organization(orgId) });
}

/** An action on one of the organization's domains. `DOMAIN` in the message stands for it. */
export function domain(message: string): Teller {
  return (random, orgId) => {
    const name = random.pick(DOMAINS);
    const context = [organization(orgId, { domain: name })];
    return { message: message.replace('DOMAIN', name), context, container: organization(orgId) };
  };
}

/** An app of the marketplace is installed in the site. */
export const app: Teller = () => ({
  message: 'Installed Diagram Board',
  context: [entity('apps', 'Diagram Board', { vendor: 'Example Apps' })],
  container: site({ cloudUrl: 'keepwatch-demo.atlassian.net' }),
});
