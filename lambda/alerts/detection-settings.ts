import * as z from 'zod/mini';
import { SettingError } from '../errors';
import { type Detection, SEVERITIES } from '../rules/define-detection';

/** A detection and its file, as a path from the top of the repository. */
export interface LocatedDetection {
  readonly file: string;
  readonly detection: Detection;
}

/** Pack of the files directly in `detections/`. */
export const OWN_PACK = 'own';

/** Pack of a file: the name of its folder. */
export function packOf(file: string): string {
  const [, folder, ...rest] = file.split('/');
  return rest.length > 0 && folder !== undefined ? folder : OWN_PACK;
}

const override = z.object({
  enabled: z.optional(z.boolean()),
  severity: z.optional(z.enum(SEVERITIES)),
  threshold: z.optional(z.int()),
  dedupPeriodMinutes: z.optional(z.int()),
  excludedActors: z.optional(z.array(z.string())),
});

const settingsSchema = z.object({
  packs: z._default(z.record(z.string(), z.boolean()), {}),
  overrides: z._default(z.record(z.string(), override), {}),
  notifyDays: z._default(z.int(), 7),
});

/** Settings of detections. lib/detection-config.ts checks them in detail when it reads `cdk.json`. */
export type DetectionSettings = z.infer<typeof settingsSchema>;

/** Default settings: every pack is on, without overrides. */
export const DEFAULT_SETTINGS: DetectionSettings = settingsSchema.parse({});

/** Reads settings from JSON text; undefined means the defaults. Throws `SettingError`. */
export function parseDetectionSettings(json: string | undefined): DetectionSettings {
  if (json === undefined) return DEFAULT_SETTINGS;
  try {
    return settingsSchema.parse(JSON.parse(json));
  } catch (cause) {
    throw new SettingError('Cannot read the settings of detections. The stack sets them: deploy it again.', {
      cause,
    });
  }
}

/** A detection that is on, with its overrides applied. */
export interface ActiveDetection {
  readonly file: string;
  readonly detection: Detection;
  readonly threshold: number;
  readonly periodMs: number;
  /** Ids and emails, in lower case, of actors whose events never match. Names do not count: anybody can take any name. */
  readonly excludedActors: ReadonlySet<string>;
}

/** The detections that are on. An override has priority over the pack, and the pack over the file. */
export function activeDetections(
  located: readonly LocatedDetection[],
  { packs, overrides }: DetectionSettings,
): readonly ActiveDetection[] {
  return located
    .filter(({ file, detection }) => {
      const shipped = packs[packOf(file)] !== false && detection.disabled === undefined;
      return overrides[detection.id]?.enabled ?? shipped;
    })
    .map(({ file, detection }) => activated(file, detection, overrides[detection.id]));
}

/** Applies an override to a detection. */
export function activated(
  file: string,
  detection: Detection,
  override: DetectionSettings['overrides'][string] = {},
): ActiveDetection {
  return {
    file,
    detection: withSeverity(detection, override.severity),
    threshold: override.threshold ?? detection.threshold ?? 1,
    periodMs: (override.dedupPeriodMinutes ?? detection.dedupPeriodMinutes ?? 60) * 60_000,
    excludedActors: new Set(override.excludedActors?.map((actor) => actor.toLowerCase())),
  };
}

// A configured severity replaces `severityOf` too.
function withSeverity(detection: Detection, severity: Detection['severity'] | undefined): Detection {
  return severity === undefined ? detection : { ...detection, severity, severityOf: () => severity };
}
