import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod/mini';
import { DEPLOYMENT_SOURCE, SHORTEST_RETENTION_DAYS } from '../lambda/names';
import { ConfigurationError, describeProblems, valueAt } from './configuration-error';
import { parseJsonText, text, wholeNumber } from './configuration-fields';
import { mistypedKeys } from './context-keys';
import {
  type DetectionConfiguration,
  type DetectionNames,
  detectionFieldsAt,
  detectionsField,
} from './detection-config';
import { SEARCH_FIELDS, type SearchConfiguration, searchField } from './search-config';
import { DAYS, kindProblems, SOURCE_FIELDS, type SourceConfiguration, sourcesField } from './source-config';
import { STACK_NAME } from './stack-names';
import { TRAIL_FIELDS, type TrailConfiguration, trailField } from './trail-config';

/** The whole configuration, with defaults filled in. */
export interface KeepwatchConfiguration {
  /** Name of the stack; every alarm's name starts with it. @default 'Keepwatch' */
  readonly stackName: string;
  /** Recipients of alerts and alarms. @default none */
  readonly alertEmails: readonly string[];
  /** The recipient that is only in the context key `alertEmail`: a deployment without it removes the subscription. */
  readonly transientEmail?: string | undefined;
  /** @default one source of the default kind */
  readonly sources: readonly SourceConfiguration[];
  readonly archive: {
    /** Days that evidence is locked; after them it is removed. @default 1827 (five years with two leap days) */
    readonly retentionDays: number;
    /** GOVERNANCE locks can be removed with a special permission; COMPLIANCE locks by nobody. @default 'GOVERNANCE' */
    readonly lockMode: 'GOVERNANCE' | 'COMPLIANCE';
  };
  /** Retention of the functions' logs, in days. @default 365 */
  readonly logRetentionDays: number;
  readonly detections: DetectionConfiguration;
  readonly search: SearchConfiguration;
  readonly deploymentTrail: TrailConfiguration;
}

/** The CDK context: our keys, from `cdk.json` or `-c`, among those of the CDK. */
export interface ConfigurationContext {
  /** An object from `cdk.json`, or its JSON text from `-c keepwatch='{…}'`. */
  readonly keepwatch?: unknown;
  readonly alertEmail?: unknown;
  readonly stackName?: unknown;
  readonly [foreignKey: string]: unknown;
}

// Each message below completes the sentence "… is not allowed; use".

// One EventBridge pattern contains the names of all secrets and roles, and allows 2048 characters.
const MAX_SOURCES_WITH_TRAIL = 12;

const email = z.email('an email address such as you@example.com');

const archiveFields = {
  // Longer than sources keep records: otherwise an API could serve, and Keepwatch archive, an expired record again.
  retentionDays: z._default(wholeNumber(SHORTEST_RETENTION_DAYS, 36_500, 'days'), 1827),
  lockMode: z._default(z.enum(['GOVERNANCE', 'COMPLIANCE'], '"GOVERNANCE" or "COMPLIANCE"'), 'GOVERNANCE'),
};

const LOG_RETENTIONS = Object.values(RetentionDays).filter(
  (days): days is RetentionDays => typeof days === 'number' && days !== RetentionDays.INFINITE,
);

const keepwatchFields = {
  alertEmails: z._default(z.array(email, 'a list of email addresses'), []),
  sources: sourcesField,
  archive: z.prefault(z.strictObject(archiveFields, 'an object with retentionDays and lockMode'), {}),
  logRetentionDays: z._default(
    z.custom<RetentionDays>(
      (value) => LOG_RETENTIONS.some((days) => days === value),
      `a number of days that CloudWatch Logs supports: ${LOG_RETENTIONS.join(', ')}`,
    ),
    365,
  ),
  search: searchField,
  deploymentTrail: trailField,
};

const stackName = z._default(
  text(
    (name) => STACK_NAME.test(name),
    'a name of letters, digits and hyphens that begins with a letter and has at most 128 characters',
  ),
  'Keepwatch',
);

function contextSchema(names: DetectionNames) {
  return z.strictObject({
    keepwatch: z.prefault(
      z.strictObject(
        { ...keepwatchFields, detections: detectionsField(names) },
        "an object in cdk.json, or its JSON text in -c keepwatch='{…}'",
      ),
      {},
    ),
    alertEmail: z.optional(email),
    stackName,
  });
}

/**
 * Reads the configuration from the CDK context, checks it and fills in defaults. It may name the detections in `names`.
 * @throws ConfigurationError with every problem found, one line each.
 */
export function readConfiguration(context: ConfigurationContext, names: DetectionNames): KeepwatchConfiguration {
  const input = {
    keepwatch: parseJsonText(context.keepwatch),
    alertEmail: context.alertEmail,
    stackName: context.stackName,
  };
  const parsed = contextSchema(names).safeParse(input);
  const issues = [...(parsed.error?.issues ?? []), ...contradictions(input)];
  const mistyped = mistypedKeys(Object.keys(context));
  if (!parsed.success || issues.length > 0 || mistyped.length > 0) {
    const problems = describeProblems(input, issues, (path) => fieldsAt(path, names));
    throw new ConfigurationError([...mistyped, ...problems]);
  }
  const { keepwatch, alertEmail, stackName } = parsed.data;
  const alertEmails = [...new Set(keepwatch.alertEmails)];
  if (alertEmail === undefined || alertEmails.includes(alertEmail)) return { ...keepwatch, stackName, alertEmails };
  return { ...keepwatch, stackName, alertEmails: [...alertEmails, alertEmail], transientEmail: alertEmail };
}

/** Problems between fields, found in the raw input so that they are reported together with all others. */
function contradictions(input: unknown): z.core.$ZodIssueCustom[] {
  const list = valueAt(input, ['keepwatch', 'sources']);
  const hasTrail = valueAt(input, ['keepwatch', 'deploymentTrail', 'enabled']) === true;
  const names = new Set<unknown>();
  const issues: z.core.$ZodIssueCustom[] = [];
  for (const index of Array.isArray(list) ? list.keys() : []) {
    const source = ['keepwatch', 'sources', index];
    const name = valueAt(input, [...source, 'name']);
    const interval = valueAt(input, [...source, 'intervalMinutes']);
    const silence = valueAt(input, [...source, 'silenceMinutes']);
    const quietDays = valueAt(input, [...source, 'quietDays']);
    const apiBaseUrl = valueAt(input, [...source, 'apiBaseUrl']);
    // Logical ids have no hyphens, and commands find a source's resources by logical id.
    const plainName = typeof name === 'string' ? name.replaceAll('-', '') : name;
    if (name !== undefined && names.has(plainName)) {
      const message = 'a name that differs from all others in more than hyphens';
      issues.push({ code: 'custom', path: [...source, 'name'], message, input });
    }
    if (name === DEPLOYMENT_SOURCE) {
      const message = 'another name; the deployment trail has this one';
      issues.push({ code: 'custom', path: [...source, 'name'], message, input });
    }
    const longest = longestWorkingDays(quietDays) * 24 * 60;
    if (typeof silence === 'number' && Array.isArray(quietDays) && quietDays.length > 0 && silence > longest) {
      const message = `at most ${longest} minutes, the longest time between two quiet days; with more, the alarm never fires`;
      issues.push({ code: 'custom', path: [...source, 'silenceMinutes'], message, input });
    }
    if (silence === false && Array.isArray(quietDays) && quietDays.length > 0) {
      const message = '[]; with silenceMinutes false there is no Silence alarm';
      issues.push({ code: 'custom', path: [...source, 'quietDays'], message, input });
    }
    if (typeof silence === 'number' && typeof interval === 'number' && silence < interval) {
      const message = `at least the ${interval} minutes between two polls, or the alarm fires between them`;
      issues.push({ code: 'custom', path: [...source, 'silenceMinutes'], message, input });
    }
    const kind = valueAt(input, [...source, 'kind']);
    const lookbackDays = valueAt(input, [...source, 'lookbackDays']);
    for (const [field, message] of kindProblems({ kind, intervalMinutes: interval, lookbackDays, apiBaseUrl })) {
      issues.push({ code: 'custom', path: [...source, field], message, input });
    }
    names.add(plainName);
  }
  if (!hasTrail && valueAt(input, ['keepwatch', 'deploymentTrail', 'createCloudTrail']) === true) {
    const message = 'false, or set "enabled": true beside it; only the deployment trail needs it';
    issues.push({ code: 'custom', path: ['keepwatch', 'deploymentTrail', 'createCloudTrail'], message, input });
  }
  if (hasTrail && names.size > MAX_SOURCES_WITH_TRAIL) {
    const message = `at most ${MAX_SOURCES_WITH_TRAIL} sources with a deployment trail, whose event patterns contain their names; deploy the others in a second stack`;
    issues.push({ code: 'custom', path: ['keepwatch', 'sources'], message, input });
  }
  return issues;
}

// The longest run of days that are not quiet, in a repeating week.
function longestWorkingDays(quietDays: unknown): number {
  const quiet: readonly unknown[] = Array.isArray(quietDays) ? quietDays : [];
  const runs = [...DAYS, ...DAYS].map((day) => (quiet.includes(day) ? 'q' : 'w')).join('');
  return Math.min(7, Math.max(...runs.split('q').map(({ length }) => length)));
}

function fieldsAt(path: readonly PropertyKey[], names: DetectionNames): readonly string[] {
  if (path[1] === 'detections') return detectionFieldsAt(path.slice(2), names);
  if (path[1] === 'search') return SEARCH_FIELDS;
  if (path[1] === 'deploymentTrail') return TRAIL_FIELDS;
  const fields = { 0: {}, 1: { ...keepwatchFields, detections: {} }, 2: archiveFields, 3: SOURCE_FIELDS }[path.length];
  return Object.keys(fields ?? {});
}
