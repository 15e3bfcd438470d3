import * as z from 'zod/mini';
import { alertOf } from '../../lambda/alerts/alert';
import type { ActiveDetection } from '../../lambda/alerts/detection-settings';
import { Detector, type Match } from '../../lambda/alerts/detector';
import { partFailures } from '../../lambda/alerts/rule-evaluation';
import { type Counts, countMatches } from '../../lambda/alerts/windows';
import { LakeError } from '../../lambda/errors';
import { readRows } from '../../lambda/lake/rows-object';
import { PREFIX } from '../../lambda/names';
import type { ObjectStore } from '../../lambda/platform/object-store';
import type { Detection } from '../../lambda/rules/define-detection';
import { DAY_MS, daysOf } from '../../lambda/schema/days';
import { lakeTime, parseUtc } from '../../lambda/schema/timestamp';
import { type LogType, tableOf } from '../../lambda/sources/log-types';
import { Frequencies } from './frequencies';
import { isLookedAt } from './test-run';

/** The alerts that a detection would have raised over a span of the lake. */
export interface Preview {
  /** Days with events, `YYYY-MM-DD`. */
  readonly days: readonly string[];
  readonly events: number;
  /** Events with one of the detection's actions. */
  readonly lookedAt: number;
  readonly matches: number;
  /** Events on which the rule failed. */
  readonly ruleErrors: number;
  /** Windows that were evicted because too many were open: alerts may be missing. */
  readonly evicted: number;
  /** Failures of the rule or of a part such as its title, the most frequent first. */
  readonly failures: readonly { readonly reason: string; readonly count: number }[];
  readonly alerts: readonly PreviewedAlert[];
  /** The dedup values with the most alerts, then with the most matches. */
  readonly topDedups: readonly { readonly dedup: string; readonly alerts: number; readonly matches: number }[];
}

/** One alert that would have been raised. */
export interface PreviewedAlert {
  readonly source: string;
  /** Of its last event. */
  readonly day: string;
  readonly dedup: string;
  readonly title: string;
  readonly severity: string;
  readonly kind: string;
}

/** The span in epoch milliseconds. Of its first day, older events are left out. */
export interface Span {
  readonly since: number;
  readonly until: number;
}

// A day of a busy source is some hundred objects in S3, and each read takes a while.
const READ_AT_ONCE = 16;
const MOST_FAILURES = 100;
const MOST_DEDUPS = 100;

/**
 * Runs one detection over the events of the lake, with the engine of the processor, and raises nothing. Each source is
 * counted separately, in order of time.
 * Throws `LakeError` naming the object that cannot be read.
 */
export async function previewDetection(
  lake: ObjectStore,
  active: ActiveDetection,
  { since, until }: Span,
  onDay: (day: string, done: number, total: number) => void = () => {},
): Promise<Preview> {
  const detector = new Detector([active]);
  const counts = new Map<string, Counts>();
  const alerts: PreviewedAlert[] = [];
  const totals = { events: 0, lookedAt: 0, matches: 0, ruleErrors: 0, evicted: 0 };
  const daysRead: string[] = [];
  const failures = new Frequencies();
  const matchesOf = new Frequencies();
  const alertsOf = new Frequencies();

  const days = daysOf(since, until);
  for (const [done, day] of days.entries()) {
    onDay(day, done, days.length);
    const { events, lookedAt, matches } = await examineDay(lake, detector, active, day, since);
    if (events === 0) continue;
    daysRead.push(day);
    totals.events += events;
    totals.lookedAt += lookedAt;
    for (const { kind, dedup, reason, event } of matches) {
      if (kind === 'match') matchesOf.add(dedup);
      const reasons = kind === 'match' ? partFailures(active.detection, event) : [`rule: ${reason}`];
      for (const each of reasons) failures.add(each);
      totals[kind === 'match' ? 'matches' : 'ruleErrors'] += 1;
    }
    const capturedAt = Date.parse(`${day}T00:00:00Z`) + DAY_MS;
    for (const [source, own] of bySource(matches)) {
      const before = counts.get(source) ?? { windows: {}, hours: {} };
      const counted = countMatches(before, own, { capturedAt, watermark: capturedAt, notifySince: 0 });
      counts.set(source, counted.counts);
      for (const windows of counted.evicted.values()) totals.evicted += windows;
      for (const raised of counted.raised) {
        const alert = alertOf(raised, { capturedAt, file: '' });
        const { title, severity, dedup, kind } = alert;
        // Here all events of a day have one capture time, so muting by the hour cannot be previewed.
        if (kind === 'muted') continue;
        if (kind === 'match') alertsOf.add(dedup);
        alerts.push({ source, day: alert.last_event_time.slice(0, 10), dedup, title, severity, kind });
      }
    }
  }
  return {
    days: daysRead,
    ...totals,
    failures: failures.top(MOST_FAILURES).map(([reason, count]) => ({ reason, count })),
    alerts,
    topDedups: topDedups(alertsOf, matchesOf),
  };
}

interface Examined {
  readonly events: number;
  readonly lookedAt: number;
  readonly matches: readonly Match[];
}

async function examineDay(
  lake: ObjectStore,
  detector: Detector,
  { detection }: ActiveDetection,
  day: string,
  since: number,
): Promise<Examined> {
  let events = 0;
  let lookedAt = 0;
  const matches: Match[] = [];
  for (const logType of detection.logTypes) {
    const keys: string[] = [];
    for await (const key of lake.list(`${PREFIX.events}${tableOf(logType)}/date=${day}/`)) keys.push(key);
    for (let at = 0; at < keys.length; at += READ_AT_ONCE) {
      const objects = await Promise.all(
        keys.slice(at, at + READ_AT_ONCE).map(async (key) => ({ key, object: await lake.get(key) })),
      );
      for (const { key, object } of objects) {
        if (!object) continue;
        const examined = examineObject(detector, detection, logType, key, object.body, since);
        events += examined.events;
        lookedAt += examined.lookedAt;
        for (const match of examined.matches) matches.push(match);
      }
    }
  }
  return { events, lookedAt, matches };
}

const columns = z.object({
  p_event_time: z.string().check(z.refine((time) => parseUtc(time) !== undefined)),
  p_row_id: z.string(),
  p_source_label: z.string(),
});

function examineObject(
  detector: Detector,
  detection: Detection,
  logType: LogType,
  key: string,
  body: Uint8Array,
  since: number,
): Examined {
  try {
    const oldest = lakeTime(since);
    // The first day is read whole; older events are left out.
    const rows = readRows(key, body).filter((row) => columns.parse(JSON.parse(row)).p_event_time >= oldest);
    const lookedAt = rows.filter((row) => isLookedAt(detection, JSON.parse(row))).length;
    return { events: rows.length, lookedAt, matches: detector.findMatches(logType, rows) };
  } catch (cause) {
    if (cause instanceof LakeError) throw cause;
    throw new LakeError(`${key} does not hold readable rows. Delete its receipt and process its capture again.`, {
      cause,
    });
  }
}

// Sorting is stable: events of the same time stay in the order in which the processor sees them.
function bySource(matches: readonly Match[]): ReadonlyMap<string, readonly Match[]> {
  const sources = new Map<string, Match[]>();
  for (const match of [...matches].sort((a, b) => a.time - b.time)) {
    const { p_source_label: source } = match.event;
    const own = sources.get(source);
    if (own) own.push(match);
    else sources.set(source, [match]);
  }
  return sources;
}

function topDedups(alerts: Frequencies, matches: Frequencies): Preview['topDedups'] {
  return matches
    .top(Number.POSITIVE_INFINITY)
    .map(([dedup, count]) => ({ dedup, alerts: alerts.of(dedup), matches: count }))
    .sort((a, b) => b.alerts - a.alerts)
    .slice(0, MOST_DEDUPS);
}
