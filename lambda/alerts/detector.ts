import { type AuditEvent, freezeEvent, parseJsonFields } from '../rules/event';
import { actionOf, actorOf } from '../rules/who';
import { type LogType, logTypeOf } from '../sources/log-types';
import type { ActiveDetection } from './detection-settings';
import { dedupOf, evaluateRule, uniqueOf } from './rule-evaluation';

/** An event that a detection matched, or that made its rule fail. */
export interface Match {
  readonly kind: 'match' | 'rule-error';
  readonly active: ActiveDetection;
  readonly event: AuditEvent;
  /** Epoch milliseconds of the event. */
  readonly time: number;
  /** Matches with the same text share an alert. */
  readonly dedup: string;
  /** What the threshold counts distinct values of. */
  readonly counted: readonly string[];
  /** Why the rule failed. */
  readonly reason?: string;
}

/** Runs every detection that is on over events. A rule that fails is a match of its own kind; its neighbours run. */
export class Detector {
  readonly #byLogType = new Map<LogType, Watched>();

  constructor(active: readonly ActiveDetection[]) {
    for (const one of active) {
      for (const logType of one.detection.logTypes) {
        const watched: Watched = this.#byLogType.get(logType) ?? {
          actionText: actionText(logType),
          always: [],
          byAction: new Map(),
        };
        this.#byLogType.set(logType, watched);
        if (one.detection.actions === undefined) watched.always.push(one);
        for (const action of new Set(one.detection.actions?.map((name) => name.toLowerCase()))) {
          watched.byAction.set(action, [...(watched.byAction.get(action) ?? []), one]);
        }
      }
    }
  }

  /** Matches of events that stand as JSON text of their rows, in order of the time at which they happened. */
  findMatches(logType: LogType, rows: readonly string[]): readonly Match[] {
    const watched = this.#byLogType.get(logType);
    if (!watched) return [];
    return rows
      .filter((row) => mayBeFor(watched, row))
      .flatMap((row) => matchEvent(watched, logType, JSON.parse(row)))
      .sort(byTime);
  }
}

interface Watched {
  /** Finds the text of an event's action in its row. */
  readonly actionText: RegExp;
  readonly always: ActiveDetection[];
  readonly byAction: Map<string, readonly ActiveDetection[]>;
}

const NONE: readonly Match[] = [];

// The action is a field of type string: its row holds it as JSON text.
function actionText(logType: LogType): RegExp {
  const name = logTypeOf(logType).definition.action.at(-1) ?? '';
  return new RegExp(`"${name}"\\s*:\\s*"([^"]*)`, 'g');
}

// Of most events the action says that no detection is for them, and to find it costs a fraction of parsing them. Where it
// could be written in another way than it is read, nothing is concluded from it.
function mayBeFor({ actionText, always, byAction }: Watched, row: string): boolean {
  if (always.length > 0 || row.includes('\\u')) return true;
  for (const [, action = ''] of row.matchAll(actionText)) {
    if (action.includes('\\') || byAction.has(action.toLowerCase())) return true;
  }
  return false;
}

function matchEvent({ always, byAction }: Watched, logType: LogType, event: AuditEvent): readonly Match[] {
  const forAction = byAction.get(actionOf(event)) ?? [];
  // Of most events no detection wants to know more than the action.
  if (always.length === 0 && forAction.length === 0) return NONE;
  parseJsonFields(logType, event);
  // A rule that changes its event would change what the others see.
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

// Not by name: anybody can take any.
function isExcluded({ excludedActors }: ActiveDetection, event: AuditEvent): boolean {
  const { id, email } = actorOf(event);
  return [id, email].some((text) => text !== undefined && excludedActors.has(text.toLowerCase()));
}

// Of two at the same time, in an order that does not depend on the page they came in.
function byTime(a: Match, b: Match): number {
  return a.time - b.time || (a.event.p_row_id < b.event.p_row_id ? -1 : a.event.p_row_id > b.event.p_row_id ? 1 : 0);
}
