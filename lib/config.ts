import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod/mini';
import { ATLASSIAN_API_BASE_URL, DEPLOYMENT_SOURCE, isAtlassianApiBaseUrl, SOURCE_NAME } from '../lambda/names';
import { PULL_KINDS, type PullKind } from '../lambda/sources/kinds';
import { ConfigurationError, describeProblems, valueAt } from './configuration-error';
import { parseJsonText, text, wholeNumber } from './configuration-fields';
import {
  type DetectionConfiguration,
  type DetectionNames,
  detectionFieldsAt,
  detectionsField,
} from './detection-config';
import { SEARCH_FIELDS, type SearchConfiguration, searchField } from './search-config';
import { STACK_NAME } from './stack-names';
import { TRAIL_FIELDS, type TrailConfiguration, trailField } from './trail-config';

/** One source: what `keepwatch.sources[]` in `cdk.json` says, defaults filled in. */
export interface SourceConfiguration {
  /** Names the source in object keys, metrics, alarms and the secret. */
  readonly name: string;
  /** @default 'atlassian' */
  readonly kind: PullKind;
  /** Minutes between two polls, 1 to 60. @default 5 */
  readonly intervalMinutes: number;
  /** How many days back the very first poll reaches, 1 to 180: Atlassian keeps no more. @default 180 */
  readonly lookbackDays: number;
  /** Minutes without an event until the Silence alarm fires, 15 to 10080 and not below the interval; false: never. @default 1440 */
  readonly silenceMinutes: number | false;
  /**
   * Name of an existing secret in the same account and region, encrypted with the account's default key.
   * @default the stack creates the secret
   */
  readonly secretName?: string | undefined;
  /** Where the API of an Atlassian source is; that of a Panther source stands in its secret. @default the vendor's own address */
  readonly apiBaseUrl?: string | undefined;
}

/** Everything that can be configured, defaults filled in. */
export interface KeepwatchConfiguration {
  /** Name of the stack, and with it the beginning of every alarm's name. @default 'Keepwatch' */
  readonly stackName: string;
  /** Who is told about alarms. @default nobody */
  readonly alertEmails: readonly string[];
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

/** The CDK context values that configure Keepwatch, as `tryGetContext` gives them. */
export interface ConfigurationContext {
  /** An object from `cdk.json`, or its JSON text from `-c keepwatch='{…}'`. */
  readonly keepwatch?: unknown;
  readonly alertEmail?: unknown;
  readonly stackName?: unknown;
}

// Every message below completes the sentence "…is not allowed; use".

function isSilenceLimit(value: unknown): boolean {
  if (value === false) return true;
  const minutes = Number.isInteger(value) ? Number(value) : 0;
  // The alarm counts whole periods: of five minutes below one hour, of an hour from there on. CloudWatch looks back
  // seven days at most. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
  return minutes >= 15 && minutes <= 10_080 && minutes % (minutes < 60 ? 5 : 60) === 0;
}

const email = z.email('an email address such as you@example.com');

const sourceFields = {
  name: text(
    (name) => SOURCE_NAME.test(name),
    'a name of lower-case letters, digits and hyphens that begins with a letter and has at most 40 characters',
  ),
  kind: z._default(z.enum(PULL_KINDS, PULL_KINDS.map((kind) => `"${kind}"`).join(' or ')), 'atlassian'),
  intervalMinutes: z._default(wholeNumber(1, 60, 'minutes'), 5),
  lookbackDays: z._default(wholeNumber(1, 180, 'days'), 180),
  silenceMinutes: z._default(
    z.custom<number | false>(
      isSilenceLimit,
      'minutes from 15 to 10080 (below 60 a multiple of 5, from 60 on whole hours), or false to switch the alarm off',
    ),
    1440,
  ),
  secretName: z.optional(
    text(
      (name) => /^[A-Za-z0-9/_+=.@-]{1,512}$/.test(name),
      "an existing secret's name (not its ARN): letters, digits and /_+=.@-, at most 512 characters",
    ),
  ),
  apiBaseUrl: z.optional(
    text(isAtlassianApiBaseUrl, `${ATLASSIAN_API_BASE_URL}, or a loopback address in tests, without a query`),
  ),
};

const archiveFields = {
  // Longer than any source keeps its records: what expired here could be served, and archived, once more.
  retentionDays: z._default(wholeNumber(200, 36_500, 'days'), 1827),
  lockMode: z._default(z.enum(['GOVERNANCE', 'COMPLIANCE'], '"GOVERNANCE" or "COMPLIANCE"'), 'GOVERNANCE'),
};

const LOG_RETENTIONS = Object.values(RetentionDays).filter(
  (days): days is RetentionDays => typeof days === 'number' && days !== RetentionDays.INFINITE,
);

const sources = z
  .array(z.strictObject(sourceFields, 'an object with at least a name'), 'a list of sources')
  .check(z.minLength(1, 'a list of at least one source'));

const keepwatchFields = {
  alertEmails: z._default(z.array(email, 'a list of email addresses'), []),
  sources: z.prefault(sources, [{ name: 'atlassian-main' }]),
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
  const input = { ...context, keepwatch: parseJsonText(context.keepwatch) };
  const parsed = contextSchema(names).safeParse(input);
  const issues = [...(parsed.error?.issues ?? []), ...contradictions(input)];
  if (!parsed.success || issues.length > 0) {
    throw new ConfigurationError(describeProblems(input, issues, (path) => fieldsAt(path, names)));
  }
  const { keepwatch, alertEmail, stackName } = parsed.data;
  const alertEmails = [...keepwatch.alertEmails, ...(alertEmail === undefined ? [] : [alertEmail])];
  return { ...keepwatch, stackName, alertEmails: [...new Set(alertEmails)] };
}

/** What no field shows alone. Looked for in the raw input, so that it is reported beside other problems. */
function contradictions(input: unknown): z.core.$ZodIssueCustom[] {
  const list = valueAt(input, ['keepwatch', 'sources']);
  const names = new Set<unknown>();
  const issues: z.core.$ZodIssueCustom[] = [];
  for (const index of Array.isArray(list) ? list.keys() : []) {
    const source = ['keepwatch', 'sources', index];
    const name = valueAt(input, [...source, 'name']);
    const interval = valueAt(input, [...source, 'intervalMinutes']);
    const silence = valueAt(input, [...source, 'silenceMinutes']);
    const apiBaseUrl = valueAt(input, [...source, 'apiBaseUrl']);
    if (name !== undefined && names.has(name)) {
      issues.push({ code: 'custom', path: [...source, 'name'], message: 'a name that no other source has', input });
    }
    if (name === DEPLOYMENT_SOURCE) {
      const message = 'another name: the deployment trail has this one';
      issues.push({ code: 'custom', path: [...source, 'name'], message, input });
    }
    if (typeof silence === 'number' && typeof interval === 'number' && silence < interval) {
      const message = `at least the ${interval} minutes between two polls, or the alarm fires between them`;
      issues.push({ code: 'custom', path: [...source, 'silenceMinutes'], message, input });
    }
    if (valueAt(input, [...source, 'kind']) === 'panther' && apiBaseUrl !== undefined) {
      const message = 'apiHost in the secret, which says where the API of a Panther source is';
      issues.push({ code: 'custom', path: [...source, 'apiBaseUrl'], message, input });
    }
    names.add(name);
  }
  return issues;
}

function fieldsAt(path: readonly PropertyKey[], names: DetectionNames): readonly string[] {
  if (path[1] === 'detections') return detectionFieldsAt(path.slice(2), names);
  if (path[1] === 'search') return SEARCH_FIELDS;
  if (path[1] === 'deploymentTrail') return TRAIL_FIELDS;
  const fields = { 0: {}, 1: { ...keepwatchFields, detections: {} }, 2: archiveFields, 3: sourceFields }[path.length];
  return Object.keys(fields ?? {});
}
