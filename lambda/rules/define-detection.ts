import type { LogType } from '../sources/log-types';
import type { EventOf, Json } from './event';

/** Severities, lowest first. */
export const SEVERITIES = ['INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
/** How serious an alert is. */
export type Severity = (typeof SEVERITIES)[number];

/** How certain it is that the API sends the action ids of a detection. */
export type Evidence =
  /** Seen in a real event. */
  | 'payload'
  /** In a real list of the API's action ids; the other fields of the event are unknown. */
  | 'catalogue'
  /** Only in code or samples of others. Such a detection ships disabled. */
  | 'unconfirmed';

/** A test case: an event and the expected result. */
export interface DetectionTest<L extends LogType> {
  readonly name: string;
  /** The event that the rule gets. Leave out fields that the rule does not read. */
  readonly event: Sample<EventOf<L>>;
  readonly match: boolean;
  readonly title?: string;
  readonly severity?: Severity;
  readonly dedup?: string;
  readonly unique?: string | readonly string[];
}

/** A type with every field optional, at every depth. */
export type Sample<T> = T extends readonly (infer E)[]
  ? readonly Sample<E>[]
  : T extends object
    ? { readonly [K in keyof T]?: Sample<T[K]> }
    : T;

/**
 * A detection: a rule, the texts of its alerts and how often it alerts. The semantics are those of Panther's rules:
 * https://docs.panther.com/detections/rules
 */
export interface Detection<L extends LogType = LogType> {
  /** Unique, capitalised words with dots: `Acme.Jira.ProjectDeleted`. Never change it: alerts and overrides use it. */
  readonly id: string;
  /** What happened, in a few words. The title of its alerts if there is no `title`. */
  readonly name: string;
  readonly logTypes: readonly [L, ...L[]];
  readonly severity: Severity;
  /** What it detects and why that matters: the section "Why it matters" of the alert email. */
  readonly description: string;
  /** What the reader of the alert should do: the section "What to do". The first step comes first, as a command. */
  readonly runbook: string;
  /** When it matches although nothing is wrong. @default unknown */
  readonly falsePositives?: string;
  /** Address of a page with more information. @default none */
  readonly reference?: string;
  /** Such as `ATT&CK:T1098`. @default none */
  readonly tags?: readonly string[];
  /** @default unknown */
  readonly evidence?: Evidence;
  /** Why it is off by default; the configuration can enable it. @default it is on */
  readonly disabled?: string;
  /** Matches within the period that raise an alert, 1 to 1000. @default 1 */
  readonly threshold?: number;
  /** Minutes from the first match in which more matches join the same alert, 1 to 10080. @default 60 */
  readonly dedupPeriodMinutes?: number;
  /** The rule runs only on events with one of these actions (`attributes.action`, `actionName`), in any case. @default all */
  readonly actions?: readonly string[];
  /** True if the event matches. @default every event with one of the actions */
  rule?(event: EventOf<L>): boolean;
  /** One line: who did what. The subject of the alert email. @default the name */
  title?(event: EventOf<L>): string;
  /** Matches with the same text share an alert. Part of the alert's id. @default the title */
  dedup?(event: EventOf<L>): string;
  /** Severity of one event; `DEFAULT` means `severity`. @default severity */
  severityOf?(event: EventOf<L>): Severity | 'DEFAULT';
  /** The threshold counts these distinct texts instead of matches; undefined does not count. @default counts matches */
  unique?(event: EventOf<L>): string | readonly string[] | undefined;
  /** More details for the reader of the alert. @default nothing */
  alertContext?(event: EventOf<L>): Readonly<Record<string, Json | undefined>>;
  /** At least one event that matches and one that does not. */
  readonly tests: readonly DetectionTest<L>[];
}

/** Defines a detection: the default export of a file in `detections/`. The log types give `event` its type. */
export function defineDetection<const L extends LogType>(detection: Detection<L>): Detection<L> {
  return detection;
}
