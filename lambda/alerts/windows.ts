import { createHash } from 'node:crypto';
import { SWEEP_REACH_HOURS } from '../names';
import { actionOf, actorName, sourceIp, targetOf } from '../rules/who';
import { clipped } from '../schema/printable';
import type { DetectionState, KeyFields, Window } from './detection-state';
import type { Match } from './detector';
import { type EvictionResult, evictWindows, type OpenWindow } from './evict-windows';

/** An alert that was raised. */
export interface RaisedAlert {
  /** `muted`: the detection exceeded its hourly limit; its further alerts are stored and not sent. */
  readonly kind: Match['kind'] | 'muted';
  readonly alertId: string;
  /** The match that reached the threshold. */
  readonly match: Match;
  readonly window: Window;
  /** Whether to notify; otherwise the reason: over the hourly limit, or too old. */
  readonly outcome: 'notify' | 'muted' | 'too-old';
}

/** The times of a capture that decide how its matches are counted. */
export interface CaptureTimes {
  /** Epoch milliseconds. */
  readonly capturedAt: number;
  /** Newest processing time in it and every earlier one, epoch milliseconds; null while there was none. */
  readonly watermark: number | null;
  /** Alerts that ended before this are not sent. Epoch milliseconds. */
  readonly notifySince: number;
}

/** The counts that pass from capture to capture. */
export type Counts = Pick<DetectionState, 'windows' | 'hours'>;

/** The result of counting the matches of a capture. */
export interface CountResult extends Pick<EvictionResult, 'evicted'> {
  readonly counts: Counts;
  readonly raised: readonly RaisedAlert[];
}

/** A detection that raised this many alerts within an hour is muted for the rest of that hour. */
export const MAX_ALERTS_PER_HOUR = 1_000;
/** An alert shows this many matched events, and the one that reached the threshold. */
export const SHOWN_EVENTS = 5;

const HOUR_MS = 60 * 60 * 1000;
// A sweep finds records late; they still join their window. A sweep takes up to two hours.
const LATE_ARRIVAL_MS = (SWEEP_REACH_HOURS + 2) * HOUR_MS;
// The highest threshold. One event can name more values.
const MAX_COUNTED = 1_000;
const MAX_FIELD_LENGTH = 200;

/**
 * Counts the matches of one capture, in order of their time, and raises alerts. Pure: the same counts and matches give the
 * same alerts with the same ids.
 *
 * A window spans one period. Its first match is its anchor; a match at exactly the end of the period starts the next window.
 * A late match joins a window if all matches still fit in one period.
 */
export function countMatches(before: Counts, matches: readonly Match[], capture: CaptureTimes): CountResult {
  const windows = new Map(Object.entries(before.windows));
  const hours = new Map(Object.entries(before.hours).filter(([, hour]) => isSameHour(hour.since, capture.capturedAt)));
  const raised: RaisedAlert[] = [];
  for (const match of matches) {
    const key = windowKey(match);
    const { window, others } = join(windows.get(key) ?? [], match, capture);
    const isReached = !window.raised && window.counted.length >= thresholdOf(match);
    const left: Window = isReached ? { ...window, raised: true, counted: [], events: [] } : window;
    windows.set(key, [...others, left]);
    if (!isReached) continue;
    const raise = (kind: RaisedAlert['kind'], anchor: string, outcome: RaisedAlert['outcome']) =>
      raised.push({ kind, alertId: idOf(kind, match, anchor), match, window, outcome });
    if (window.last < capture.notifySince) raise(match.kind, window.anchor, 'too-old');
    else if (match.kind === 'rule-error') raise(match.kind, window.anchor, 'notify');
    else {
      const { id } = match.active.detection;
      const hour = hours.get(id) ?? { since: capture.capturedAt, alerts: 0 };
      hours.set(id, { ...hour, alerts: hour.alerts + 1 });
      raise(match.kind, window.anchor, hour.alerts < MAX_ALERTS_PER_HOUR ? 'notify' : 'muted');
      if (hour.alerts === MAX_ALERTS_PER_HOUR) raise('muted', String(hour.since), 'notify');
    }
  }
  const { kept, evicted } = evictWindows(openWindows(windows, capture));
  return { counts: { windows: kept, hours: Object.fromEntries(hours) }, raised, evicted };
}

function isSameHour(since: number, now: number): boolean {
  return Math.abs(now - since) < HOUR_MS;
}

function thresholdOf({ kind, active }: Match): number {
  return kind === 'match' ? active.threshold : 1;
}

function windowKey({ kind, active, dedup }: Match): string {
  return `${active.detection.id} ${kind} ${digest(dedup)}`;
}

function join(windows: readonly Window[], match: Match, { capturedAt }: CaptureTimes) {
  const { periodMs } = match.active;
  // No event happens after its capture. A false future time would keep the window open for ever.
  const time = Math.min(match.time, capturedAt);
  const fits = windows
    .filter(({ first, last }) => Math.max(last, time) - Math.min(first, time) < periodMs)
    .sort((a, b) => a.first - b.first);
  const [found] = fits;
  const others = windows.filter((window) => window !== found);
  const before: Window = found ?? {
    first: time,
    last: time,
    anchor: '',
    counted: [],
    events: [],
    raised: false,
    expires: 0,
  };
  const first = Math.min(before.first, time);
  const moved = {
    ...before,
    first,
    last: Math.max(before.last, time),
    expires: first + periodMs + LATE_ARRIVAL_MS,
  };
  const window: Window = moved.raised
    ? moved
    : {
        ...moved,
        anchor: found && first === found.first ? found.anchor : match.event.p_row_id,
        counted: [...new Set([...moved.counted, ...match.counted.map((value) => digest(value))])].slice(0, MAX_COUNTED),
        events: [...moved.events, keyFields(match)].slice(0, SHOWN_EVENTS),
      };
  return { window, others };
}

// Drops the windows that no match can join any more.
function openWindows(
  windows: ReadonlyMap<string, readonly Window[]>,
  { watermark, capturedAt }: CaptureTimes,
): readonly OpenWindow[] {
  const frontier = Math.min(watermark ?? capturedAt, capturedAt);
  return [...windows].flatMap(([key, list]) =>
    list
      .filter(({ expires }) => expires > frontier)
      .map((window) => ({ key, detection: key.split(' ', 1).join(), window })),
  );
}

function idOf(kind: RaisedAlert['kind'], { active, dedup }: Match, anchor: string): string {
  return digest(JSON.stringify([active.detection.id, kind, kind === 'muted' ? '' : dedup, anchor]), 32);
}

/** Digest of a text, in hex digits. */
export function digest(text: string, digits = 16): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}

/** The fields of a matched event that an alert shows. */
export function keyFields({ event }: Match): KeyFields {
  const target = targetOf(event) ?? '';
  const shown = { action: actionOf(event), actor: actorName(event), ip: sourceIp(event) ?? '', target };
  return {
    time: event.p_event_time,
    row_id: event.p_row_id,
    ...Object.fromEntries(
      Object.entries(shown).flatMap(([name, text]) => (text === '' ? [] : [[name, clipped(text, MAX_FIELD_LENGTH)]])),
    ),
  };
}
