import type { LogType } from '../sources/log-types';
import type { EventOf, Json } from './event';

/** How much it matters, least first. */
export const SEVERITIES = ['INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
/** One of them. */
export type Severity = (typeof SEVERITIES)[number];

/** How sure it is that the API sends the action ids of a detection. */
export type Evidence =
  /** Seen in a real event. */
  | 'payload'
  /** In a real list of the API's action ids; what the event holds beside the id is not known. */
  | 'catalogue'
  /** Only in somebody's code or samples. Such a detection ships disabled. */
  | 'unconfirmed';

/** One event and what a detection is to make of it. */
export interface DetectionTest<L extends LogType> {
  readonly name: string;
  /** As a rule gets it; whatever the rule does not look at may be left out. */
  readonly event: Sample<EventOf<L>>;
  readonly match: boolean;
  readonly title?: string;
  readonly severity?: Severity;
  readonly dedup?: string;
  readonly unique?: string | readonly string[];
}

/** Some of a type, at every depth. */
export type Sample<T> = T extends readonly (infer E)[]
  ? readonly Sample<E>[]
  : T extends object
    ? { readonly [K in keyof T]?: Sample<T[K]> }
    : T;

/**
 * One rule: what it looks for, whom it tells and how often. Semantics are those of Panther's rules:
 * https://docs.panther.com/detections/rules
 */
export interface Detection<L extends LogType = LogType> {
  /** Unique, of capitalised words and dots: `Acme.Jira.ProjectDeleted`. Never changed: alerts and overrides name it. */
  readonly id: string;
  /** What happened, in a few words; the title of its alerts unless `title` says more. */
  readonly name: string;
  readonly logTypes: readonly [L, ...L[]];
  readonly severity: Severity;
  /** What it looks for and why that matters, in a sentence or two. */
  readonly description: string;
  /** What whoever reads the alert should do. */
  readonly runbook: string;
  /** When it matches and nothing is wrong. @default not said */
  readonly falsePositives?: string;
  /** Address of a page with more. @default none */
  readonly reference?: string;
  /** Such as `ATT&CK:T1098`. @default none */
  readonly tags?: readonly string[];
  /** @default not said */
  readonly evidence?: Evidence;
  /** Why it is off until the configuration switches it on. @default it is on */
  readonly disabled?: string;
  /** Matches within the period that it takes to raise an alert, 1 to 1000. @default 1 */
  readonly threshold?: number;
  /** Minutes from the first match in which further ones belong to the same alert, 1 to 10080. @default 60 */
  readonly dedupPeriodMinutes?: number;
  /** Only events with one of these actions (`attributes.action`, `actionName`; in whatever case) are looked at. @default all */
  readonly actions?: readonly string[];
  /** Whether the event matches. @default every event that is looked at */
  rule?(event: EventOf<L>): boolean;
  /** One line that says what happened. @default the name */
  title?(event: EventOf<L>): string;
  /** Matches with the same text share an alert. @default the title */
  dedup?(event: EventOf<L>): string;
  /** `DEFAULT` stands for `severity`. @default severity */
  severityOf?(event: EventOf<L>): Severity | 'DEFAULT';
  /** The threshold then counts distinct texts instead of matches, of one or of several; none does not count. @default matches are counted */
  unique?(event: EventOf<L>): string | readonly string[] | undefined;
  /** More that whoever reads the alert should know. @default nothing */
  alertContext?(event: EventOf<L>): Readonly<Record<string, Json | undefined>>;
  /** At least one that matches and one that does not. */
  readonly tests: readonly DetectionTest<L>[];
}

/** Defines a detection: the default export of a file in `detections/`. The types make `event` that of the log types. */
export function defineDetection<const L extends LogType>(detection: Detection<L>): Detection<L> {
  return detection;
}
