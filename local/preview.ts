import { alertOf } from '../lambda/detection/alert';
import { Detector, type Match } from '../lambda/detection/detector';
import type { ActiveDetection } from '../lambda/detection/settings';
import { type Counts, countMatches } from '../lambda/detection/windows';
import { readRows } from '../lambda/lake/rows-object';
import { PREFIX, TABLES } from '../lambda/names';
import type { ObjectStore } from '../lambda/platform/object-store';
import { lakeTime } from '../lambda/schema/timestamp';

/** What a detection would have raised over a part of the lake's history. */
export interface Preview {
  /** Days that were read, `YYYY-MM-DD`. */
  readonly days: readonly string[];
  readonly events: number;
  readonly matches: number;
  readonly ruleErrors: number;
  readonly alerts: readonly PreviewedAlert[];
}

/** One alert that would have been raised. */
export interface PreviewedAlert {
  readonly source: string;
  readonly day: string;
  readonly dedup: string;
  readonly title: string;
  readonly severity: string;
  readonly kind: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Runs one detection over the events of the lake since a time (epoch milliseconds), by the engine that runs it in the
 * processor, and raises nothing. Each source is counted by itself, in order of time.
 * Throws `LakeError` naming the object that cannot be read.
 */
export async function previewDetection(
  lake: ObjectStore,
  active: ActiveDetection,
  since: number,
  onDay: (day: string) => void = () => {},
): Promise<Preview> {
  const detector = new Detector([active]);
  const counts = new Map<string, Counts>();
  const alerts: PreviewedAlert[] = [];
  const totals = { events: 0, matches: 0, ruleErrors: 0 };
  const keysByDay = await eventKeys(lake, active, lakeTime(since).slice(0, 10));

  for (const [day, objects] of keysByDay) {
    onDay(day);
    const matches: Match[] = [];
    for (const { key, logType } of objects) {
      const object = await lake.get(key);
      const rows = object ? readRows(key, object.body).filter((row) => isSince(row, since)) : [];
      totals.events += rows.length;
      matches.push(...detector.examine(logType, rows));
    }
    totals.matches += matches.filter(({ kind }) => kind === 'match').length;
    totals.ruleErrors += matches.filter(({ kind }) => kind === 'rule-error').length;
    const end = Date.parse(`${day}T00:00:00Z`) + DAY_MS;
    for (const source of new Set(matches.map(({ event }) => event.p_source_label))) {
      const own = matches.filter(({ event }) => event.p_source_label === source).sort(byTime);
      const before = counts.get(source) ?? { windows: {}, hours: {} };
      const counted = countMatches(before, own, { capturedAt: end, watermark: end });
      counts.set(source, counted.counts);
      for (const raised of counted.raised) {
        const { title, severity, dedup, kind } = alertOf(raised, { capturedAt: end, file: '' });
        if (kind !== 'muted') alerts.push({ source, day, dedup, title, severity, kind });
      }
    }
  }
  return { days: [...keysByDay.keys()], ...totals, alerts };
}

async function eventKeys(lake: ObjectStore, { detection }: ActiveDetection, firstDay: string) {
  const byDay = new Map<string, { key: string; logType: keyof typeof TABLES }[]>();
  for (const logType of detection.logTypes) {
    const prefix = `${PREFIX.events}${TABLES[logType]}/`;
    for await (const key of lake.list(prefix)) {
      const day = /^date=(\d{4}-\d\d-\d\d)\//.exec(key.slice(prefix.length))?.[1];
      if (day === undefined || day < firstDay) continue;
      byDay.set(day, [...(byDay.get(day) ?? []), { key, logType }]);
    }
  }
  return new Map([...byDay].sort(([a], [b]) => (a < b ? -1 : 1)));
}

// The first day is read whole; what of it is older is left out.
function isSince(row: string, since: number): boolean {
  const [, time = ''] = /"p_event_time":"([^"]+)"/.exec(row) ?? [];
  return time >= lakeTime(since);
}

function byTime(a: Match, b: Match): number {
  return a.time - b.time;
}
