import { type AuditEvent, freezeEvent, parseJsonFields } from '../rules/event';
import { actionOf, actorOf } from '../rules/who';
import { type LogType, logTypeOf } from '../sources/log-types';
import type { ActiveDetection } from './detection-settings';
import { dedupOf, evaluateRule, uniqueOf } from './rule-evaluation';

/** An event that a detection matched, or on which its rule failed. */
export interface Match {
  readonly kind: 'match' | 'rule-error';
  readonly active: ActiveDetection;
  readonly event: AuditEvent;
  /** Epoch milliseconds of the event. */
  readonly time: number;
  /** Matches with the same text share an alert. */
  readonly dedup: string;
  /** The threshold counts distinct values of these. */
  readonly counted: readonly string[];
  /** Why the rule failed. */
  readonly reason?: string;
}

/** Runs all active detections on events. A rule that fails gives a match of kind `rule-error`; the other rules run. */
export class Detector {
  readonly #byLogType = new Map<LogType, Candidates>();

  constructor(active: readonly ActiveDetection[]) {
    for (const one of active) {
      for (const logType of one.detection.logTypes) {
        const candidates: Candidates = this.#byLogType.get(logType) ?? {
          actionText: actionText(logType),
          always: [],
          byAction: new Map(),
        };
        this.#byLogType.set(logType, candidates);
        if (one.detection.actions === undefined) candidates.always.push(one);
        for (const action of new Set(one.detection.actions?.map((name) => name.toLowerCase()))) {
          candidates.byAction.set(action, [...(candidates.byAction.get(action) ?? []), one]);
        }
      }
    }
  }

  /** The matches among rows in JSON text, in order of their event time. */
  findMatches(logType: LogType, rows: readonly string[]): readonly Match[] {
    const candidates = this.#byLogType.get(logType);
    if (!candidates) return [];
    return rows
      .filter((row) => mayMatch(candidates, row))
      .flatMap((row) => matchEvent(candidates, logType, JSON.parse(row)))
      .sort(byTime);
  }
}

interface Candidates {
  /** Finds the text of an event's action in its row. */
  readonly actionText: RegExp;
  readonly always: ActiveDetection[];
  readonly byAction: Map<string, readonly ActiveDetection[]>;
}

const NONE: readonly Match[] = [];

// The action is a field of type string: its row holds it as JSON text.
function actionText(logType: LogType): RegExp {
  const name = logTypeOf(logType).action.at(-1) ?? '';
  return new RegExp(`"${name}"\\s*:\\s*"([^"]*)`, 'g');
}

// The action alone excludes most events, and finding it is much cheaper than parsing the row. If JSON escapes could hide the
// action, the row is parsed.
function mayMatch({ actionText, always, byAction }: Candidates, row: string): boolean {
  if (always.length > 0 || row.includes('\\u')) return true;
  for (const [, action = ''] of row.matchAll(actionText)) {
    if (action.includes('\\') || byAction.has(action.toLowerCase())) return true;
  }
  return false;
}

function matchEvent({ always, byAction }: Candidates, logType: LogType, event: AuditEvent): readonly Match[] {
  const forAction = byAction.get(actionOf(event)) ?? [];
  if (always.length === 0 && forAction.length === 0) return NONE;
  parseJsonFields(logType, event);
  // A rule must not change the event for the other rules.
  freezeEvent(event);
  const matches: Match[] = [];
  for (const active of always) collect(matches, active, event);
  for (const active of forAction) collect(matches, active, event);
  return matches;
}

function collect(matches: Match[], active: ActiveDetection, event: AuditEvent): void {
  if (active.excludedActors.size > 0 && isExcluded(active, event)) return;
  const result = evaluateRule(active.detection, event);
  if (result.kind === 'no-match') return;
  const time = Date.parse(`${event.p_event_time.replace(' ', 'T')}Z`);
  if (result.kind === 'error') {
    matches.push({
      kind: 'rule-error',
      active,
      event,
      time,
      dedup: '',
      counted: [event.p_row_id],
      reason: result.reason,
    });
    return;
  }
  const counted = uniqueOf(active.detection, event);
  if (counted.length === 0) return;
  matches.push({ kind: 'match', active, event, time, dedup: dedupOf(active.detection, event), counted });
}

// Not by name: anybody can take any name.
function isExcluded({ excludedActors }: ActiveDetection, event: AuditEvent): boolean {
  const { id, email } = actorOf(event);
  return [id, email].some((text) => text !== undefined && excludedActors.has(text.toLowerCase()));
}

// Events at the same time are ordered by row id, so that the page that brought them does not matter.
function byTime(a: Match, b: Match): number {
  return a.time - b.time || (a.event.p_row_id < b.event.p_row_id ? -1 : a.event.p_row_id > b.event.p_row_id ? 1 : 0);
}
