import * as z from 'zod/mini';
import { ConfigurationError, describeProblems, valueAt } from './configuration-error';
import { parseJsonText, text, wholeNumber } from './configuration-fields';

/** Which detections are on, and what is different about them from what their files say. */
export interface DetectionConfiguration {
  /** Whole packs, on or off. @default every pack is on */
  readonly packs: Readonly<Record<string, boolean | undefined>>;
  /** By id of the detection. @default none */
  readonly overrides: Readonly<Record<string, DetectionOverride | undefined>>;
  /** Alerts about what happened more days ago stand in the lake, and nobody is told. 1 to 3650. @default 7 */
  readonly notifyDays: number;
}

/** What the configuration says of one detection. */
export interface DetectionOverride {
  /** Wins over the pack. @default as its file and its pack say */
  readonly enabled?: boolean | undefined;
  /** @default as its file says, for each event */
  readonly severity?: string | undefined;
  /** Matches that it takes, 1 to 1000. @default as its file says */
  readonly threshold?: number | undefined;
  /** Minutes in which matches share an alert, 1 to 10080. @default as its file says */
  readonly dedupPeriodMinutes?: number | undefined;
  /** Ids or emails of actors whose events never match. Not names: anybody can take any. @default none */
  readonly excludedActors?: readonly string[] | undefined;
}

/** The detections that there are: what the configuration may name. */
export interface DetectionNames {
  readonly ids: readonly string[];
  readonly packs: readonly string[];
}

// The functions get it in their environment, of which Lambda allows 4 KB for all variables together.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
const LARGEST_DETECTIONS = 3_000;

const SEVERITIES = ['INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;

const overrideFields = {
  enabled: z.optional(z.boolean('true or false')),
  severity: z.optional(z.enum(SEVERITIES, SEVERITIES.map((severity) => `"${severity}"`).join(', '))),
  threshold: z.optional(wholeNumber(1, 1000, 'matches')),
  dedupPeriodMinutes: z.optional(wholeNumber(1, 10_080, 'minutes')),
  excludedActors: z.optional(
    z.array(
      text((actor) => actor.trim() !== '', 'an id or an email'),
      'a list of ids or emails',
    ),
  ),
};

const override = z.strictObject(
  overrideFields,
  'an object with enabled, severity, threshold, dedupPeriodMinutes or excludedActors',
);

// Each name that exists may be there, and no other: a mistyped one would leave on what was to be off. */
function named<T extends z.ZodMiniType>(names: readonly string[], value: T) {
  return z.strictObject(
    Object.fromEntries(names.map((name) => [name, z.optional(value)])),
    `an object by name: ${names.slice(0, 3).join(', ')}, …`,
  );
}

/** The field `keepwatch.detections`, for the detections that there are. */
export function detectionsField(names: DetectionNames) {
  const fields = {
    packs: z._default(named(names.packs, z.boolean('true or false')), {}),
    overrides: z._default(named(names.ids, override), {}),
    notifyDays: z._default(wholeNumber(1, 3650, 'days'), 7),
  };
  const fits = z.refine(
    (value) => Buffer.byteLength(JSON.stringify(value)) <= LARGEST_DETECTIONS,
    `at most ${LARGEST_DETECTIONS} bytes of JSON, which is what the function's environment holds; put longer lists into the detection's own file`,
  );
  return z.prefault(z.strictObject(fields, 'an object with packs, overrides and notifyDays').check(fits), {});
}

/**
 * Of the context value `keepwatch` what it says of detections, checked and completed.
 * @throws ConfigurationError with every problem found, one line each.
 */
export function readDetectionConfiguration(keepwatch: unknown, names: DetectionNames): DetectionConfiguration {
  const input = { keepwatch: { detections: valueAt(parseJsonText(keepwatch), ['detections']) } };
  const parsed = z.object({ keepwatch: z.object({ detections: detectionsField(names) }) }).safeParse(input);
  if (parsed.success) return parsed.data.keepwatch.detections;
  const fieldsAt = (path: readonly PropertyKey[]) => detectionFieldsAt(path.slice(2), names);
  throw new ConfigurationError(describeProblems(input, parsed.error.issues, fieldsAt));
}

/** The fields that exist at a path within `keepwatch.detections`. */
export function detectionFieldsAt(path: readonly PropertyKey[], names: DetectionNames): readonly string[] {
  const [place, name] = path;
  if (place === undefined) return ['packs', 'overrides', 'notifyDays'];
  if (place === 'packs') return names.packs;
  return name === undefined ? names.ids : Object.keys(overrideFields);
}
