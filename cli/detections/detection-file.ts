import * as z from 'zod/mini';
import { type Detection, SEVERITIES } from '../../lambda/rules/define-detection';
import { nearName } from '../../lambda/schema/near-name';
import { LOG_TYPES } from '../../lambda/sources/log-types';

const ID = /^[A-Z][A-Za-z0-9]*(\.[A-Z][A-Za-z0-9]*)+$/;

/** The problems of the default export of a file in `detections/`, one line each; empty for a valid detection. */
export function detectionProblems(exported: unknown): readonly string[] {
  const issues = definition.safeParse(exported).error?.issues ?? [];
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0
      ? issue.keys.map(unknownField)
      : [issue.path.length === 0 ? issue.message : `${pathText(issue.path)}: expected ${issue.message}`],
  );
}

/** True for a valid detection. */
export function isDetection(exported: unknown): exported is Detection {
  return detectionProblems(exported).length === 0;
}

// As in code: `tests[0].match`.
function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${String(part)}`))
    .join('');
}

function unknownField(name: string): string {
  const near = nearName(name, Object.keys(fields));
  return `unknown field ${name}${near === undefined ? '' : `; did you mean ${near}?`}`;
}

const line = (what: string) => z.string(what).check(z.regex(/^\S[^\n\r]*$/, what));
const eventFunction = z.optional(z.custom((value) => typeof value === 'function', 'a function of the event'));
const wholeNumber = (most: number) =>
  z.optional(
    z
      .int(`a whole number from 1 to ${most}`)
      .check(z.gte(1, `a whole number from 1 to ${most}`), z.lte(most, `a whole number from 1 to ${most}`)),
  );

const fields = {
  id: z
    .string('a text such as Acme.Jira.ProjectDeleted')
    .check(
      z.maxLength(80, 'at most 80 characters'),
      z.regex(ID, 'capitalised words joined by dots, such as Acme.Jira.ProjectDeleted'),
    ),
  name: line('one line that says what happened'),
  logTypes: z
    .array(z.enum(LOG_TYPES, `one of ${LOG_TYPES.join(', ')}`), `a list of ${LOG_TYPES.join(', ')}`)
    .check(z.minLength(1, `at least one of ${LOG_TYPES.join(', ')}`)),
  severity: z.enum(SEVERITIES, `one of ${SEVERITIES.join(', ')}`),
  description: line('one line that says what it detects and why that matters'),
  runbook: line('one line that says what to do'),
  falsePositives: z.optional(line('one line that says when it matches although nothing is wrong')),
  reference: z.optional(z.url({ protocol: /^https$/, error: 'an address that starts with https://' })),
  tags: z.optional(z.array(line('texts such as ATT&CK:T1098'), 'a list of texts')),
  evidence: z.optional(z.enum(['payload', 'catalogue', 'unconfirmed'], 'payload, catalogue or unconfirmed')),
  disabled: z.optional(line('one line that says why it is off')),
  threshold: wholeNumber(1_000),
  dedupPeriodMinutes: wholeNumber(10_080),
  actions: z.optional(
    z.array(line('action ids'), 'a list of action ids').check(z.minLength(1, 'at least one action id')),
  ),
  rule: eventFunction,
  title: eventFunction,
  dedup: eventFunction,
  severityOf: eventFunction,
  unique: eventFunction,
  alertContext: eventFunction,
  tests: z.array(
    z.looseObject(
      { name: line('one line'), match: z.boolean('true or false'), event: z.looseObject({}, 'an object') },
      'an object',
    ),
    'a list of test cases',
  ),
};

const definition = z
  .strictObject(fields, 'expected a detection: end the file with export default defineDetection({ … })')
  .check(
    z.refine(
      ({ rule, actions }) => rule !== undefined || actions !== undefined,
      'add rule or actions: without both, every event would match',
    ),
    z.refine(
      ({ evidence, disabled }) => evidence !== 'unconfirmed' || disabled !== undefined,
      'a detection with unconfirmed evidence must be off by default: add disabled with the reason',
    ),
  );
