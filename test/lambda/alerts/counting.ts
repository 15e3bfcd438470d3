import { type ActiveDetection, activated } from '../../../lambda/alerts/detection-settings';
import { detectionStateSchema, type Window } from '../../../lambda/alerts/detection-state';
import { Detector } from '../../../lambda/alerts/detector';
import { type Counts, countMatches, type RaisedAlert } from '../../../lambda/alerts/windows';
import type { Detection } from '../../../lambda/rules/define-detection';
import { rowOf } from '../rules/real-events';
import { detectionOf } from './watched-source';

/** In milliseconds, as all here. */
export const MINUTE = 60_000;
/** Sixty of them. */
export const HOUR = 60 * MINUTE;
/** When the minutes of `Happened` begin. */
export const MIDNIGHT = Date.parse('2026-11-22T00:00:00Z');
/** When captures are captured. */
export const NOON = MIDNIGHT + 12 * HOUR;
/** A millisecond, in minutes. */
export const MS = 1 / MINUTE;

/** What happened, so many minutes after midnight. */
export interface Happened {
  readonly at: number;
  /** @default an id that no other has */
  readonly id?: string;
  /** Whose it is: its dedup. @default 'ada' */
  readonly actor?: string;
  /** What a threshold of distinct values counts. @default the event itself */
  readonly on?: readonly string[];
}

// The same thousands of events flood many tests: each is classified once.
const ROWS = new WeakMap<Happened, string>();

/** An alert for each actor and hour, unless something else is given. */
export function active(changes: Partial<Detection<'Atlassian.Audit'>> = {}): ActiveDetection {
  const { file, detection } = detectionOf(changes);
  return activated(file, detection);
}

/** Counts what events name, instead of events. */
export const DISTINCT = {
  unique: (event) => (event.attributes.context ?? []).flatMap((entry) => entry?.id ?? []),
} satisfies Partial<Detection<'Atlassian.Audit'>>;

/** Captures that are counted one after the other, each with what is left of those before. */
export class Counting {
  counts: Counts = { windows: {}, hours: {} };
  readonly raised: RaisedAlert[] = [];
  /** By the newest capture. */
  evicted: Readonly<Record<string, number>> = {};
  readonly #detector: Detector;
  #events = 0;

  constructor(...detections: readonly ActiveDetection[]) {
    this.#detector = new Detector(detections.length === 0 ? [active()] : detections);
  }

  /** One capture of these; captured at noon, with a watermark of the same time, unless something else is given. */
  capture(
    happened: readonly (number | Happened)[],
    capturedAt = NOON,
    watermark: number | null = capturedAt,
    notifySince = 0,
  ): this {
    const rows = happened.map((each) => this.#row(typeof each === 'number' ? { at: each } : each));
    const matches = this.#detector.findMatches('Atlassian.Audit', rows);
    const { counts, raised, evicted } = countMatches(this.counts, matches, { capturedAt, watermark, notifySince });
    this.raised.push(...raised);
    this.evicted = Object.fromEntries(evicted);
    // As in the lake: as JSON text.
    const state = { v: 1, seq: 1, outbox: [], ...counts };
    this.counts = detectionStateSchema.parse(JSON.parse(JSON.stringify(state)));
    return this;
  }

  #row(happened: Happened): string {
    const { at, id, actor = 'ada', on = [] } = happened;
    this.#events += 1;
    const known = id === undefined ? undefined : ROWS.get(happened);
    if (known !== undefined) return known;
    const attributes = {
      time: new Date(MIDNIGHT + Math.round(at * MINUTE)).toISOString(),
      action: 'user_login',
      actor: { id: actor },
      context: on.map((target) => ({ id: target })),
    };
    const row = rowOf('Atlassian.Audit', { id: id ?? `e-${this.#events}`, attributes });
    ROWS.set(happened, row);
    return row;
  }

  /** From when to when each alert was, in minutes, and what it counted. */
  get alerts() {
    return this.raised.map(({ window: { first, last, counted } }) => [minutes(first), minutes(last), counted.length]);
  }

  get ids(): string[] {
    return this.raised.map(({ alertId }) => alertId);
  }

  get windows(): Window[] {
    return Object.values(this.counts.windows).flat();
  }
}

/** A time as minutes after midnight. */
export function minutes(time: number): number {
  return (time - MIDNIGHT) / MINUTE;
}

/** Counts each in a capture of its own. */
export function oneByOne(counting: Counting, happened: readonly (number | Happened)[]): Counting {
  for (const each of happened) counting.capture([each]);
  return counting;
}
