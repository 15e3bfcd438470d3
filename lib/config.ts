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
import { DAYS, SOURCE_FIELDS, type SourceConfiguration, sourcesField } from './source-config';
import { STACK_NAME } from './stack-names';
import { TRAIL_FIELDS, type TrailConfiguration, trailField } from './trail-config';

/** Everything that can be configured, defaults filled in. */
export interface KeepwatchConfiguration {
  /** Name of the stack, and with it the beginning of every alarm's name. @default 'Keepwatch' */
  readonly stackName: string;
  /** Recipients of alerts and alarms. @default none */
  readonly alertEmails: readonly string[];
  /** The recipient that is only in the context key `alertEmail`: a deployment without it removes the subscription. */
  readonly transientEmail?: string | undefined;
  /** @default one Atlassian source, `atlassian-main` */
  readonly sources: readonly SourceConfiguration[];
  readonly archive: {
    /** Days that evidence is locked, and after which it is removed. @default 1827 (five years with two leap days) */
    readonly retentionDays: number;
    /** GOVERNANCE can be lifted by whoever may bypass it; COMPLIANCE by nobody, not even AWS. @default 'GOVERNANCE' */
    readonly lockMode: 'GOVERNANCE' | 'COMPLIANCE';
  };
  /** Days that CloudWatch Logs keeps what the functions log. @default 365 */
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

// Every message below completes the sentence "…is not allowed; use".

// The names of all secrets and roles stand in one pattern of EventBridge, which takes 2048 characters.
const MOST_SOURCES_OF_A_TRAIL = 12;

const email = z.email('an email address such as you@example.com');

const archiveFields = {
  // Longer than any source keeps its records: what expired here could be served, and archived, once more.
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
      `one of the numbers of days that CloudWatch Logs knows: ${LOG_RETENTIONS.join(', ')}`,
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
 * The configuration in the CDK context, checked and completed. `names` are the detections that it may name.
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

/** What no field shows alone. Looked for in the raw input, so that it is reported beside other problems. */
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
    // CloudFormation's names of things have no hyphens, and whoever looks for a source's finds it by them.
    const plainName = typeof name === 'string' ? name.replaceAll('-', '') : name;
    if (name !== undefined && names.has(plainName)) {
      const message = 'a name that no other source has, whatever hyphens are in it';
      issues.push({ code: 'custom', path: [...source, 'name'], message, input });
    }
    if (name === DEPLOYMENT_SOURCE) {
      const message = 'another name: the deployment trail has this one';
      issues.push({ code: 'custom', path: [...source, 'name'], message, input });
    }
    const longest = longestWorkingDays(quietDays) * 24 * 60;
    if (typeof silence === 'number' && Array.isArray(quietDays) && quietDays.length > 0 && silence > longest) {
      const message = `at most ${longest} minutes, which is as long as no quiet day comes between; with more, the alarm never fires`;
      issues.push({ code: 'custom', path: [...source, 'silenceMinutes'], message, input });
    }
    if (silence === false && Array.isArray(quietDays) && quietDays.length > 0) {
      const message = 'none: this source may be silent on every day';
      issues.push({ code: 'custom', path: [...source, 'quietDays'], message, input });
    }
    if (typeof silence === 'number' && typeof interval === 'number' && silence < interval) {
      const message = `at least the ${interval} minutes between two polls, or the alarm fires between them`;
      issues.push({ code: 'custom', path: [...source, 'silenceMinutes'], message, input });
    }
    if (valueAt(input, [...source, 'kind']) === 'panther' && typeof interval === 'number' && interval < 5) {
      const message = 'at least 5 minutes for a Panther source: each poll is a query that takes up to minutes';
      issues.push({ code: 'custom', path: [...source, 'intervalMinutes'], message, input });
    }
    if (valueAt(input, [...source, 'kind']) === 'panther' && apiBaseUrl !== undefined) {
      const message = 'apiHost in the secret, which says where the API of a Panther source is';
      issues.push({ code: 'custom', path: [...source, 'apiBaseUrl'], message, input });
    }
    names.add(plainName);
  }
  if (!hasTrail && valueAt(input, ['keepwatch', 'deploymentTrail', 'createCloudTrail']) === true) {
    const message = 'false, or "enabled": true beside it: it is made for the deployment trail';
    issues.push({ code: 'custom', path: ['keepwatch', 'deploymentTrail', 'createCloudTrail'], message, input });
  }
  if (hasTrail && names.size > MOST_SOURCES_OF_A_TRAIL) {
    const message = `at most ${MOST_SOURCES_OF_A_TRAIL} sources with a deployment trail, whose patterns name them all; put others into a second stack`;
    issues.push({ code: 'custom', path: ['keepwatch', 'sources'], message, input });
  }
  return issues;
}

// Days in a row that are not quiet; the week goes round.
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
