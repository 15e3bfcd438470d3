import type { Detection, Severity } from '../rules/define-detection';
import { SEVERITIES } from '../rules/define-detection';
import type { AuditEvent, Json } from '../rules/event';
import { isObject } from '../schema/canonical-json';
import { clipped } from '../schema/printable';

// Limits of Panther: https://docs.panther.com/detections/rules
const MAX_TEXT_LENGTH = 1_000;
const MAX_CONTEXT_BYTES = 200 * 1024;

/** The result of a rule for an event, or why the rule failed. */
export type RuleResult = { readonly kind: 'match' | 'no-match' } | { readonly kind: 'error'; readonly reason: string };

const MATCH: RuleResult = { kind: 'match' };
const NO_MATCH: RuleResult = { kind: 'no-match' };

/** Runs the rule. Never throws, so that other rules run. */
export function evaluateRule({ rule }: Detection, event: AuditEvent): RuleResult {
  if (rule === undefined) return MATCH;
  try {
    const said = settled(rule(event));
    if (typeof said === 'boolean') return said ? MATCH : NO_MATCH;
    return { kind: 'error', reason: `rule returned ${nameOf(said)}, not true or false` };
  } catch (error) {
    return { kind: 'error', reason: clipped(reasonOf(error), MAX_TEXT_LENGTH) };
  }
}

/** Title of an alert: the detection's name if `title` is missing or fails. */
export function titleOf(detection: Detection, event: AuditEvent): string {
  return clipped(attempt(() => detection.title?.(event), isText) ?? detection.name, MAX_TEXT_LENGTH);
}

/** Matches with the same dedup share an alert. The title if `dedup` is missing or fails. */
export function dedupOf(detection: Detection, event: AuditEvent): string {
  const dedup = attempt(() => detection.dedup?.(event), isText);
  return dedup === undefined ? titleOf(detection, event) : clipped(dedup, MAX_TEXT_LENGTH);
}

/** Severity of an alert: the static one if `severityOf` is missing, fails or returns `DEFAULT`. */
export function severityOf(detection: Detection, event: AuditEvent): Severity {
  return attempt(() => detection.severityOf?.(event), isSeverity) ?? detection.severity;
}

/** The values that the threshold counts; may be empty. If `unique` fails, the event itself counts. */
export function uniqueOf(detection: Detection, event: AuditEvent): readonly string[] {
  const itself = [event.p_row_id];
  if (detection.unique === undefined) return itself;
  try {
    const said = settled(detection.unique(event));
    if (said === undefined || said === null || said === '') return [];
    const values: readonly unknown[] = Array.isArray(said) ? said : [said];
    return values.every((value) => typeof value === 'string') ? values.filter(isText) : itself;
  } catch {
    return itself;
  }
}

/** JSON text of `alertContext`; if it fails or exceeds 200 KiB, an object with the error. */
export function contextOf(detection: Detection, event: AuditEvent): string {
  try {
    const context = settled(detection.alertContext?.(event)) ?? {};
    if (!isObject(context) || context instanceof Promise)
      return problem(`alertContext returned ${nameOf(context)}, not an object`);
    const text = JSON.stringify(context);
    const bytes = Buffer.byteLength(text);
    return bytes <= MAX_CONTEXT_BYTES
      ? text
      : problem(`alertContext has ${bytes} bytes; ${MAX_CONTEXT_BYTES} are allowed`);
  } catch (error) {
    return problem(clipped(reasonOf(error), MAX_TEXT_LENGTH));
  }
}

const USABLE = {
  title: isText,
  dedup: isText,
  severityOf: (said: unknown) => said === 'DEFAULT' || isSeverity(said),
  unique: (said: unknown) => [said ?? ''].flat().every((value) => typeof value === 'string'),
  alertContext: (said: unknown) => isObject(said ?? {}) && !(said instanceof Promise),
};

/** The functions of a detection, except its rule, that fail on a matched event: one line each. In alerts, their defaults count. */
export function partFailures(detection: Detection, event: AuditEvent): readonly string[] {
  return (['title', 'dedup', 'severityOf', 'unique', 'alertContext'] as const).flatMap((part) => {
    try {
      const said = settled(detection[part]?.(event));
      const isGood = detection[part] === undefined || USABLE[part](said);
      return isGood ? [] : [`${part} returned ${nameOf(said)}`];
    } catch (error) {
      return [`${part}: ${clipped(reasonOf(error), MAX_TEXT_LENGTH)}`];
    }
  });
}

function problem(text: string): string {
  const context: Readonly<Record<string, Json>> = { _error: text };
  return JSON.stringify(context);
}

function attempt<T>(call: () => unknown, isUsable: (value: unknown) => value is T): T | undefined {
  try {
    const value = settled(call());
    return isUsable(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

// Rules are not async. An unhandled rejection would end the process.
function settled(said: unknown): unknown {
  if (said instanceof Promise) said.catch(() => {});
  return said;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isSeverity(value: unknown): value is Severity {
  return SEVERITIES.some((severity) => severity === value);
}

// A rule can throw anything, even an error whose message throws.
function reasonOf(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : `it threw ${nameOf(error)}`;
  } catch {
    return 'it threw something that cannot be shown';
  }
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (value instanceof Promise) return 'a promise (rules are not async)';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return `the ${typeof value} ${clipped(typeof value === 'string' ? JSON.stringify(value) : String(value), 60)}`;
}
