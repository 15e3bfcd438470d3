import { Random } from '../../simulators/atlassian/random';
import { CALLERS, cloudTrailEvent } from '../lambda/sources/deployment/cloudtrail-events';

const BEGIN = Date.UTC(2026, 0, 1);
const APART_MS = 10_000;
const WHO: readonly [object, ...object[]] = [CALLERS.user, CALLERS.identityCenter, CALLERS.function, CALLERS.service];

/** How long after it happened an event is delivered. */
export const DELAY_MS = 3 * 60_000;
/** How many events happen in an hour. */
export const EVENTS_PER_HOUR = (60 * 60_000) / APART_MS;

/** When the event of this number happens, in epoch milliseconds. */
export function timeOfEvent(number: number): number {
  return BEGIN + number * APART_MS;
}

/** The text in which the event of this number is delivered. No two have the same id; time and other fields can be given. */
export function trailEvent(number: number, changes: object = {}): string {
  const random = new Random(3, number);
  const common = { eventID: random.uuid(), requestID: random.uuid(), eventTime: secondOf(timeOfEvent(number)) };
  return JSON.stringify(cloudTrailEvent({ ...common, userIdentity: random.pick(WHO), ...changes }));
}

/** A time as CloudTrail writes it: to the second. */
export function secondOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
