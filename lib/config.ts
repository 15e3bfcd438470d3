import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod/mini';
import { SHORTEST_RETENTION_DAYS } from '../lambda/names';
import { ConfigurationError, describeProblems } from './configuration-error';
import { parseJsonText, text, wholeNumber } from './configuration-fields';
import { mistypedKeys } from './context-keys';
import {
  type DetectionConfiguration,
  type DetectionNames,
  detectionFieldsAt,
  detectionsField,
} from './detection-config';
import { fieldConflicts } from './field-conflicts';
import { SEARCH_FIELDS, type SearchConfiguration, searchField } from './search-config';
import { SOURCE_FIELDS, type SourceConfiguration, sourcesField } from './source-config';
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
    /** The archive of an earlier stack, which this stack uses and does not own. @default a new bucket */
    readonly bucketName?: string | undefined;
    /** The one role that may add delete markers, for a repair. @default nobody may */
    readonly repairRoleArn?: string | undefined;
  };
  readonly lake: {
    /** The lake of the same earlier stack. @default a new bucket */
    readonly bucketName?: string | undefined;
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

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

const email = z.email('an email address such as you@example.com');

const bucketName = z.optional(
  text(
    (name) => BUCKET_NAME.test(name),
    "an existing bucket's name (not its ARN): 3 to 63 lower-case letters, digits, dots and hyphens",
  ),
);
// Without wildcards: one role.
const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;

const archiveFields = {
  // Longer than sources keep records: otherwise an API could serve, and Keepwatch archive, an expired record again.
  retentionDays: z._default(wholeNumber(SHORTEST_RETENTION_DAYS, 36_500, 'days'), 1827),
  lockMode: z._default(z.enum(['GOVERNANCE', 'COMPLIANCE'], '"GOVERNANCE" or "COMPLIANCE"'), 'GOVERNANCE'),
  bucketName,
  repairRoleArn: z.optional(
    text((arn) => ROLE_ARN.test(arn), 'the ARN of one IAM role, such as arn:aws:iam::111122223333:role/Repair'),
  ),
};

const lakeFields = { bucketName };

const LOG_RETENTIONS = Object.values(RetentionDays).filter(
  (days): days is RetentionDays => typeof days === 'number' && days !== RetentionDays.INFINITE,
);

const keepwatchFields = {
  alertEmails: z._default(z.array(email, 'a list of email addresses'), []),
  sources: sourcesField,
  archive: z.prefault(
    z.strictObject(archiveFields, 'an object with retentionDays, lockMode, bucketName and repairRoleArn'),
    {},
  ),
  lake: z.prefault(z.strictObject(lakeFields, 'an object with bucketName'), {}),
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
 * `region`: where the stack will be deployed, if that is known.
 * @throws ConfigurationError with every problem found, one line each.
 */
export function readConfiguration(
  context: ConfigurationContext,
  names: DetectionNames,
  region?: string,
): KeepwatchConfiguration {
  const input = {
    keepwatch: parseJsonText(context.keepwatch),
    alertEmail: context.alertEmail,
    stackName: context.stackName,
  };
  const parsed = contextSchema(names).safeParse(input);
  const issues = [...(parsed.error?.issues ?? []), ...fieldConflicts(input, region)];
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

function fieldsAt(path: readonly PropertyKey[], names: DetectionNames): readonly string[] {
  if (path[1] === 'detections') return detectionFieldsAt(path.slice(2), names);
  if (path[1] === 'lake') return Object.keys(lakeFields);
  if (path[1] === 'search') return SEARCH_FIELDS;
  if (path[1] === 'deploymentTrail') return TRAIL_FIELDS;
  const fields = { 0: {}, 1: { ...keepwatchFields, detections: {} }, 2: archiveFields, 3: SOURCE_FIELDS }[path.length];
  return Object.keys(fields ?? {});
}
