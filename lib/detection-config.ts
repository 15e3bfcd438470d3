import * as z from 'zod/mini';
import { ConfigurationError, describeProblems, valueAt } from './configuration-error';
import { parseJsonText, text, wholeNumber } from './configuration-fields';

/** Which detections are on, and what overrides their files. */
export interface DetectionConfiguration {
  /** Whole packs, on or off. @default every pack is on */
  readonly packs: Readonly<Record<string, boolean | undefined>>;
  /** Overrides by the id of the detection. @default none */
  readonly overrides: Readonly<Record<string, DetectionOverride | undefined>>;
  /** Alerts about older events, in days, are stored and not sent. 1 to 3650. @default 7 */
  readonly notifyDays: number;
}

/** The configuration of one detection. */
export interface DetectionOverride {
  /** Overrides the pack. @default the value of its pack, then of its file */
  readonly enabled?: boolean | undefined;
  /** @default the value of its file, which may depend on the event */
  readonly severity?: string | undefined;
  /** Matches until an alert, 1 to 1000. @default the value of its file */
  readonly threshold?: number | undefined;
  /** Minutes in which matches share an alert, 1 to 10080. @default the value of its file */
  readonly dedupPeriodMinutes?: number | undefined;
  /** Ids or emails of actors whose events never match. Not names: an actor can choose any name. @default none */
  readonly excludedActors?: readonly string[] | undefined;
}

/** The ids and packs that the configuration may name. */
export interface DetectionNames {
  readonly ids: readonly string[];
  readonly packs: readonly string[];
}

// The processor gets it in its environment. Lambda allows 4 KB for all variables together.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
const MAX_DETECTIONS_BYTES = 3_000;

const SEVERITIES = ['INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;

const overrideFields = {
  enabled: z.optional(z.boolean('true or false')),
  severity: z.optional(z.enum(SEVERITIES, `one of ${SEVERITIES.join(', ')}`)),
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

// Only existing names: a mistyped one would leave a detection on that was meant to be off.
function named<T extends z.ZodMiniType>(names: readonly string[], value: T) {
  return z.strictObject(
    Object.fromEntries(names.map((name) => [name, z.optional(value)])),
    `an object by name: ${names.slice(0, 3).join(', ')}, …`,
  );
}

/** The field `keepwatch.detections`, for these detections. */
export function detectionsField(names: DetectionNames) {
  const fields = {
    packs: z._default(named(names.packs, z.boolean('true or false')), {}),
    overrides: z._default(named(names.ids, override), {}),
    notifyDays: z._default(wholeNumber(1, 3650, 'days'), 7),
  };
  const fits = z.refine(
    (value) => Buffer.byteLength(JSON.stringify(value)) <= MAX_DETECTIONS_BYTES,
    `at most ${MAX_DETECTIONS_BYTES} bytes of JSON, the limit of the function's environment; put longer lists into the detection's own file`,
  );
  return z.prefault(z.strictObject(fields, 'an object with packs, overrides and notifyDays').check(fits), {});
}

/**
 * Reads `detections` from the context value `keepwatch`, checks it and fills in defaults.
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
