import * as z from 'zod/mini';
import { SOURCE_NAME } from '../lambda/names';
import { allowedBaseUrls, isAllowedBaseUrl } from '../lambda/sources/api-host';
import { DEFAULT_KIND } from '../lambda/sources/formats';
import { PULL_KINDS, PULLERS, type PullKind } from '../lambda/sources/pullers';
import { text, wholeNumber } from './configuration-fields';

/** The days of the week, in the order in which CloudWatch numbers them from 1. */
export const DAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;
/** One of them. */
export type Day = (typeof DAYS)[number];

/** One source of `keepwatch.sources` in `cdk.json`, with defaults filled in. */
export interface SourceConfiguration {
  /** Its name in object keys, metrics, alarms and the secret. */
  readonly name: string;
  /** @default DEFAULT_KIND */
  readonly kind: PullKind;
  /** Minutes between two polls, 1 to 60. @default 5 */
  readonly intervalMinutes: number;
  /** How many days back the first poll reaches, 1 to 180. @default 180 */
  readonly lookbackDays: number;
  /** Minutes without an event until the Silence alarm fires, 15 to 10080 and not below the interval; false: never. @default 1440 */
  readonly silenceMinutes: number | false;
  /** Days of the week, in UTC, without work: they do not count as silence. @default none */
  readonly quietDays: readonly Day[];
  /**
   * Name of an existing secret in the same account and region.
   * @default the stack creates the secret
   */
  readonly secretName?: string | undefined;
  /**
   * The KMS key that encrypts the existing secret, in the same region.
   * @default the key that AWS manages for Secrets Manager
   */
  readonly secretKmsKeyArn?: string | undefined;
  /** Where the API is. @default the vendor's own address, or the host that the credential names */
  readonly apiBaseUrl?: string | undefined;
}

function isSilenceLimit(value: unknown): boolean {
  if (value === false) return true;
  const minutes = Number.isInteger(value) ? Number(value) : 0;
  // The alarm counts whole periods: of five minutes below one hour, of one hour above. CloudWatch looks back at most
  // seven days. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
  return minutes >= 15 && minutes <= 10_080 && minutes % (minutes < 60 ? 5 : 60) === 0;
}

/** The furthest that a first poll of any kind may reach back. */
export const LONGEST_LOOKBACK_DAYS = Math.max(...Object.values(PULLERS).map(({ limits }) => limits.lookbackDays));

// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html
const KMS_KEY_ARN =
  /^arn:aws[a-z-]*:kms:(?<region>[a-z0-9-]+):\d{12}:key\/([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;

const fields = {
  name: text(
    (name) => SOURCE_NAME.test(name),
    'a name of lower-case letters, digits and hyphens that begins with a letter and has at most 40 characters',
  ),
  kind: z._default(z.enum(PULL_KINDS, PULL_KINDS.map((kind) => `"${kind}"`).join(' or ')), DEFAULT_KIND),
  intervalMinutes: z._default(wholeNumber(1, 60, 'minutes'), 5),
  lookbackDays: z.optional(wholeNumber(1, LONGEST_LOOKBACK_DAYS, 'days')),
  silenceMinutes: z._default(
    z.custom<number | false>(
      isSilenceLimit,
      'minutes from 15 to 10080 (below 60 a multiple of 5, from 60 on whole hours), or false to switch the alarm off',
    ),
    1440,
  ),
  quietDays: z._default(
    z.array(z.enum(DAYS, `one of ${DAYS.join(', ')}`), 'a list of days, such as ["SATURDAY", "SUNDAY"]'),
    [],
  ),
  secretName: z.optional(
    text(
      (name) => /^[A-Za-z0-9/_+=.@-]{1,512}$/.test(name),
      "an existing secret's name (not its ARN): letters, digits and /_+=.@-, at most 512 characters",
    ),
  ),
  secretKmsKeyArn: z.optional(
    text(
      (arn) => KMS_KEY_ARN.test(arn),
      "the ARN of the secret's KMS key (not of an alias), such as arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    ),
  ),
  // Which addresses are allowed depends on the kind: see `kindProblems`.
  apiBaseUrl: z.optional(text(() => true, 'a base URL')),
};

/** Names of the fields of a source. */
export const SOURCE_FIELDS = fields;

/** The field `keepwatch.sources`. */
export const sourcesField = z.prefault(
  z
    .array(
      z.pipe(
        z.strictObject(fields, 'an object with at least a name'),
        z.transform(
          (source): SourceConfiguration => ({
            ...source,
            lookbackDays: source.lookbackDays ?? PULLERS[source.kind].limits.lookbackDays,
          }),
        ),
      ),
      'a list of sources',
    )
    .check(z.minLength(1, 'a list of at least one source')),
  [{ name: `${DEFAULT_KIND}-main` }],
);

/**
 * Why a source may not have its `secretKmsKeyArn`, as what to use instead; undefined when it may. `region`: where the
 * stack is deployed, if that is known.
 */
export function kmsKeyProblem(keyArn: unknown, secretName: unknown, region: string | undefined): string | undefined {
  if (typeof keyArn !== 'string') return undefined;
  if (secretName === undefined) {
    return 'it beside secretName: the stack creates its own secrets with the key that AWS manages';
  }
  const keyRegion = KMS_KEY_ARN.exec(keyArn)?.groups?.region;
  if (keyRegion === undefined || region === undefined || keyRegion === region) return undefined;
  return `a key in ${region}, where the stack is deployed: Secrets Manager encrypts with keys of its own region`;
}

/** What the kind of a source does not allow: fields of the source, as they were given, with what is allowed instead. */
export function kindProblems(source: {
  readonly kind?: unknown;
  readonly intervalMinutes?: unknown;
  readonly lookbackDays?: unknown;
  readonly apiBaseUrl?: unknown;
}): readonly (readonly [field: string, allowed: string])[] {
  const kind = PULL_KINDS.find((each) => each === (source.kind ?? DEFAULT_KIND));
  if (kind === undefined) return [];
  const { intervalMinutes, lookbackDays, apiBaseUrl } = source;
  const { apiHost, limits } = PULLERS[kind];
  const { minutes, reason } = limits.shortestInterval ?? { minutes: 1, reason: '' };
  const problems: [string, string][] = [];
  if (typeof intervalMinutes === 'number' && intervalMinutes >= 1 && intervalMinutes < minutes) {
    problems.push(['intervalMinutes', `at least ${minutes} minutes for a source of kind ${kind}: ${reason}`]);
  }
  if (typeof lookbackDays === 'number' && lookbackDays > limits.lookbackDays && lookbackDays <= LONGEST_LOOKBACK_DAYS) {
    problems.push(['lookbackDays', `at most ${limits.lookbackDays} days for a source of kind ${kind}`]);
  }
  if (typeof apiBaseUrl === 'string' && !isAllowedBaseUrl(apiHost, apiBaseUrl)) {
    problems.push(['apiBaseUrl', allowedBaseUrls(apiHost)]);
  }
  return problems;
}
