import { ACTIONS, type ActionKind, type Performer } from './actions';
import type { Actor, AuditEvent, Location } from './audit-event';
import { ADMIN_API_KEY, ADMINS, asActor, INTERNAL_SYSTEM, PEOPLE, whereabouts } from './organization';
import type { Random } from './random';

const SECOND = 1000;
const HOUR = 3600 * SECOND;

/** The longest time between an event and its processing. */
export const LONGEST_DELAY = 10 * 60 * SECOND;

/** Factors outside working hours: people rest, and the identity provider continues. */
const QUIET: Readonly<Record<Performer, number>> = { anyone: 0.25, admin: 0.05, 'api-key': 1.5, system: 1 };

/** An event with its two times as numbers, by which the timeline sorts and filters. */
export interface SimulatedEvent {
  readonly event: AuditEvent;
  readonly processedAt: number;
  readonly time: number;
}

/** What is given; everything else is drawn at random. */
export interface EventSeed {
  readonly orgId: string;
  readonly processedAt: number;
  /** @default drawn from all actions */
  readonly kind?: ActionKind;
  /** The record's `time` is not a time, so that the schema rejects it. @default false */
  readonly malformed?: boolean;
}

/** Makes the event that was processed at a time. Equal random numbers make equal events. */
export function makeEvent(random: Random, { orgId, processedAt, kind, malformed = false }: EventSeed): SimulatedEvent {
  const id = random.uuid();
  const longest = random.chance(0.05) ? LONGEST_DELAY : 90 * SECOND;
  const exact = processedAt - 3 * SECOND - random.integer(longest - 4 * SECOND);
  // Times are truncated, never rounded: no event happens after its processing.
  const digits = random.pick([0, 3, 3, 3, 6] as const);
  const time = digits === 0 ? exact - (exact % SECOND) : exact;
  const { action, by, tell } = kind ?? drawAction(random, time);
  const { actor, location } = drawActor(random, by);
  const { message, context, container } = tell(random, orgId);
  const event: AuditEvent = {
    id,
    type: 'events',
    attributes: {
      time: malformed ? 'not-a-date' : writeTime(time, digits, random),
      processedAt: new Date(processedAt).toISOString(),
      action,
      actor,
      context,
      container: [container],
      ...(location === undefined ? {} : { location }),
    },
    links: { self: `https://api.atlassian.com/admin/v1/orgs/${orgId}/events/${id}` },
    message: { content: message, format: 'simple' },
  };
  return { event, processedAt, time };
}

function writeTime(time: number, digits: 0 | 3 | 6, random: Random): string {
  const text = new Date(time).toISOString();
  if (digits === 0) return `${text.slice(0, 19)}Z`;
  if (digits === 3) return text;
  return `${text.slice(0, 23)}${String(random.integer(1000)).padStart(3, '0')}Z`;
}

function drawAction(random: Random, time: number): ActionKind {
  const quiet = isQuiet(time);
  const weightOf = ({ weight, by }: ActionKind): number => (quiet ? weight * QUIET[by] : weight);
  let left = random.integer(1_000_000) * ((quiet ? QUIET_TOTAL : BUSY_TOTAL) / 1_000_000);
  for (const kind of ACTIONS) {
    left -= weightOf(kind);
    if (left < 0) return kind;
  }
  return ACTIONS[0];
}

const BUSY_TOTAL = ACTIONS.reduce((sum, { weight }) => sum + weight, 0);
const QUIET_TOTAL = ACTIONS.reduce((sum, { weight, by }) => sum + weight * QUIET[by], 0);

/** Nights and weekends, in UTC. */
function isQuiet(time: number): boolean {
  const hour = Math.floor(time / HOUR) % 24;
  // 1 January 1970 was a Thursday, and days here count from Monday.
  const weekday = (Math.floor(time / (24 * HOUR)) + 3) % 7;
  return weekday >= 5 || hour < 7 || hour >= 19;
}

function drawActor(random: Random, by: Performer): { readonly actor: Actor; readonly location: Location | undefined } {
  switch (by) {
    case 'system':
      return { actor: INTERNAL_SYSTEM, location: undefined };
    case 'api-key': {
      const location = { ip: '2001:db8:5::17', countryName: '', regionName: '', city: '' };
      return { actor: ADMIN_API_KEY, location: random.chance(0.5) ? location : undefined };
    }
    case 'anyone':
    case 'admin': {
      const person = random.pick(by === 'admin' ? ADMINS : PEOPLE);
      const actor = random.chance(0.7) ? { ...asActor(person), auth: drawAuth(random) } : asActor(person);
      return { actor, location: random.chance(0.85) ? whereabouts(person, random) : undefined };
    }
  }
}

function drawAuth(random: Random): NonNullable<Actor['auth']> {
  if (random.chance(0.9)) return { authType: 'session' };
  return { authType: 'apiToken', tokenId: random.uuid(), tokenLabel: 'laptop' };
}
