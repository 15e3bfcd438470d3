import { LATE_ACTION } from './actions';
import { LONGEST_DELAY, makeEvent, type SimulatedEvent } from './make-event';
import { Random } from './random';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How long the API keeps events. */
export const RETENTION = 180 * DAY;

/** One record in so many days is malformed: every 30 days hold at least one, and 180 days no more than seven. */
export const DAYS_PER_MALFORMED_RECORD = 28;

/** The selection of the first request, which a cursor contains. */
export interface Selection {
  readonly order: 'asc' | 'desc';
  readonly from: number | null;
  readonly to: number | null;
}

/** The last event that was served. */
export interface Position {
  readonly processedAt: number;
  readonly id: string;
}

/** How `from` and `to` are read. It is not documented. */
export interface RangeReading {
  /** @default 'processedAt' */
  readonly field?: 'processedAt' | 'time';
  /** @default 'inclusive' */
  readonly edges?: 'inclusive' | 'exclusive';
}

/** The inputs of a timeline. */
export interface TimelineOptions {
  readonly seed: number;
  readonly orgId: string;
  readonly eventsPerDay: number;
  readonly now: () => number;
  readonly range: RangeReading;
}

/** The endless, repeatable history of one organization. */
export interface Timeline {
  /** The events after a position, and whether there are more of them now. */
  read(selection: Selection, position: Position | null, limit: number): { events: SimulatedEvent[]; more: boolean };
  /** Lets today's late event appear, and returns it. */
  revealLateEvent(): SimulatedEvent;
}

/**
 * Time is cut into slots of equal length since 1970, and each slot holds one event that follows from the seed and the
 * slot's number. Nothing is stored: a later start serves the same past, and any page is reached by division.
 */
export function createTimeline({ seed, orgId, eventsPerDay, now, range }: TimelineOptions): Timeline {
  const slotLength = Math.max(1, Math.floor(DAY / eventsPerDay));
  const slotsPerMalformedRecord = Math.round((DAYS_PER_MALFORMED_RECORD * DAY) / slotLength);
  const late = new Map<string, SimulatedEvent>();
  const { field = 'processedAt', edges = 'inclusive' } = range;
  const margin = edges === 'inclusive' ? 0 : 1;

  const eventOf = (slot: number): SimulatedEvent => {
    const random = new Random(seed, slot);
    return makeEvent(random, {
      orgId,
      processedAt: slot * slotLength + random.integer(slotLength),
      malformed: slot % slotsPerMalformedRecord === 0,
    });
  };

  return {
    read({ order, from, to }, position, limit) {
      const lowest = from === null ? -Infinity : from + margin;
      const highest = to === null ? Infinity : to - margin;
      const direction = order === 'asc' ? 1 : -1;
      const newest = now();
      const isSelected = (one: SimulatedEvent): boolean =>
        one.processedAt >= newest - RETENTION &&
        one.processedAt <= newest &&
        one[field] >= lowest &&
        one[field] <= highest &&
        (position === null || direction * compare(one, position) > 0);

      // Processing follows the event within minutes, so a range of event times is a slightly longer range of slots.
      let first = Math.max(0, newest - RETENTION, lowest);
      let last = Math.min(newest, field === 'time' ? highest + LONGEST_DELAY : highest);
      if (position !== null && order === 'asc') first = Math.max(first, position.processedAt);
      if (position !== null && order === 'desc') last = Math.min(last, position.processedAt);
      const firstSlot = Math.floor(first / slotLength);
      const lastSlot = Math.floor(last / slotLength);

      const found = [...late.values()].filter(isSelected);
      const wanted = found.length + limit + 1;
      for (let step = 0; step <= lastSlot - firstSlot && found.length < wanted; step += 1) {
        const one = eventOf(order === 'asc' ? firstSlot + step : lastSlot - step);
        if (isSelected(one)) found.push(one);
      }
      found.sort((a, b) => direction * compare(a, { processedAt: b.processedAt, id: b.event.id }));
      return { events: found.slice(0, limit), more: found.length > limit };
    },

    revealLateEvent() {
      const today = Math.floor(now() / DAY);
      // Slots count upwards from 0, so numbers below are free. A few hours before midnight is behind every cursor of
      // today and still within the two days that a daily sweep reads again.
      const random = new Random(seed, -1 - today);
      const processedAt = today * DAY - 2 * HOUR - random.integer(2 * HOUR);
      const one = makeEvent(random, { orgId, processedAt, kind: LATE_ACTION });
      late.set(one.event.id, one);
      return one;
    },
  };
}

function compare(one: SimulatedEvent, other: Position): number {
  if (one.processedAt !== other.processedAt) return one.processedAt - other.processedAt;
  if (one.event.id === other.id) return 0;
  return one.event.id < other.id ? -1 : 1;
}
