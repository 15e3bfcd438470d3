import { createHash } from 'node:crypto';
import { SWEEP_REACH_HOURS } from '../names';
import { actionOf, actorName, sourceIp, targetOf } from '../rules/who';
import { clipped } from '../schema/printable';
import type { DetectionState, KeyFields, Window } from './detection-state';
import type { Match } from './detector';
import { type EvictionResult, evictWindows, type OpenWindow } from './evict-windows';

/** An alert that came about. */
export interface RaisedAlert {
  /** `muted`: the detection has raised so many that further ones are kept and not told. */
  readonly kind: Match['kind'] | 'muted';
  readonly alertId: string;
  /** The match with which the threshold was reached. */
  readonly match: Match;
  readonly window: Window;
  /** Whether somebody is to be told; else why not: one of too many, or about what happened too long ago. */
  readonly outcome: 'due' | 'muted' | 'too-old';
}

/** What of a capture decides how its matches are counted. */
export interface CaptureTimes {
  /** Epoch milliseconds. */
  readonly capturedAt: number;
  /** Newest processing time in it and every earlier one, epoch milliseconds; null while there was none. */
  readonly watermark: number | null;
  /** Nobody is told of what was over before, epoch milliseconds. */
  readonly notifySince: number;
}

/** What is counted from capture to capture. */
export type Counts = Pick<DetectionState, 'windows' | 'hours'>;

/** What counting the matches of a capture came to. */
export interface CountResult extends Pick<EvictionResult, 'evicted'> {
  readonly counts: Counts;
  readonly raised: readonly RaisedAlert[];
}

/** Alerts of one detection in an hour after which it is muted for the rest of it. */
export const MAX_ALERTS_PER_HOUR = 1_000;
/** Of the matched events an alert shows the first few, and the one with which the threshold was reached. */
export const SHOWN_EVENTS = 5;

const HOUR_MS = 60 * 60 * 1000;
// What a sweep finds late still belongs to the window that it would have been in. A sweep takes up to two hours.
const LATE_ARRIVAL_MS = (SWEEP_REACH_HOURS + 2) * HOUR_MS;
// No threshold is higher; one event can name more.
const MAX_COUNTED = 1_000;
const MAX_FIELD_LENGTH = 200;

/**
 * Counts the matches of one capture, given in order of their time, and raises what reaches its threshold. Pure: the same
 * counts and matches give the same alerts under the same ids.
 *
 * A window is what lies within one period: its first match anchors it, and one at exactly the period's end begins the next.
 * A match that comes late joins a window when all of it still lies within one period.
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
    else if (match.kind === 'rule-error') raise(match.kind, window.anchor, 'due');
    else {
      const { id } = match.active.detection;
      const hour = hours.get(id) ?? { since: capture.capturedAt, alerts: 0 };
      hours.set(id, { ...hour, alerts: hour.alerts + 1 });
      raise(match.kind, window.anchor, hour.alerts < MAX_ALERTS_PER_HOUR ? 'due' : 'muted');
      if (hour.alerts === MAX_ALERTS_PER_HOUR) raise('muted', String(hour.since), 'due');
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
  // Nothing happened after it was captured: believed, such a time would hold its window open for ever.
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

// Those to which a match can still belong.
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

/** What an alert shows of a matched event. */
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
