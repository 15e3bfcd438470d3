import {
  dedupOf,
  evaluateRule,
  partFailures,
  severityOf,
  titleOf,
  uniqueOf,
} from '../../lambda/alerts/rule-evaluation';
import type { Detection, DetectionTest } from '../../lambda/rules/define-detection';
import { type AuditEvent, freezeEvent } from '../../lambda/rules/event';
import { actionOf } from '../../lambda/rules/who';
import type { Field } from '../../lambda/schema/language';
import { type LogType, logTypeOf } from '../../lambda/sources/log-types';

/** Result of a test case of a detection. */
export interface TestResult {
  readonly name: string;
  /** A line for each difference from what the test expects; none when it passes. */
  readonly problems: readonly string[];
}

/** Runs a detection's own test cases. A detection that does not have both kinds of case fails. */
export function runTests(detection: Detection): readonly TestResult[] {
  const kinds = [true, false].filter((match) => !detection.tests.some((test) => test.match === match));
  const missing = kinds.map((match): TestResult => {
    const name = match ? 'has a case that matches' : 'has a case that does not match';
    return { name, problems: ['there is none; add one to tests'] };
  });
  return [...missing, ...detection.tests.map((test) => ({ name: test.name, problems: problemsOf(detection, test) }))];
}

function problemsOf(detection: Detection, test: DetectionTest<LogType>): string[] {
  const event = completed(detection, test);
  const verdict = isLookedAt(detection, event) ? evaluateRule(detection, event) : { kind: 'no-match' as const };
  if (verdict.kind === 'error') return [verdict.reason];
  if ((verdict.kind === 'match') !== test.match) {
    return [test.match ? 'expected a match, found none' : 'expected no match, found one'];
  }
  if (!test.match) return [];
  const found = {
    title: titleOf(detection, event),
    dedup: dedupOf(detection, event),
    severity: severityOf(detection, event),
    unique:
      test.unique === undefined || Array.isArray(test.unique)
        ? uniqueOf(detection, event)
        : uniqueOf(detection, event).join(),
  };
  const unexpected = (['title', 'dedup', 'severity', 'unique'] as const)
    .filter((what) => test[what] !== undefined && JSON.stringify(test[what]) !== JSON.stringify(found[what]))
    .map((what) => `${what}: expected ${JSON.stringify(test[what])}, found ${JSON.stringify(found[what])}`);
  return [...partFailures(detection, event), ...unexpected];
}

/** Whether the event has one of the detection's actions. */
export function isLookedAt({ actions }: Detection, event: AuditEvent): boolean {
  return actions === undefined || actions.some((action) => action.toLowerCase() === actionOf(event));
}

// A test writes what it is about; Keepwatch's columns and the objects that every record has need not be repeated.
function completed({ logTypes }: Detection, { event }: DetectionTest<LogType>): AuditEvent {
  const p_log_type = event.p_log_type ?? logTypes[0];
  const common = {
    p_row_id: '0'.repeat(32),
    p_event_time: '2026-01-01 00:00:00.000',
    p_parse_time: '2026-01-01 00:00:00.000',
    p_source_label: 'test',
    p_source_file: 'captures/test/000000000001.json.gz',
  };
  const always = requiredObjects(logTypeOf(p_log_type).schema.fields);
  const whole: AuditEvent = JSON.parse(JSON.stringify({ ...common, ...always, ...event, p_log_type }));
  // As in the processor: a rule that changes its event must fail here first.
  freezeEvent(whole);
  return whole;
}

function requiredObjects(fields: readonly Field[]): Readonly<Record<string, object>> {
  return Object.fromEntries(
    fields.flatMap((field) =>
      field.required && field.type === 'object' ? [[field.name, requiredObjects(field.fields)]] : [],
    ),
  );
}
