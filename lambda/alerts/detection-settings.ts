import * as z from 'zod/mini';
import { SettingError } from '../errors';
import { type Detection, SEVERITIES } from '../rules/define-detection';

/** A detection and the file that it stands in, from the top of the repository. */
export interface LocatedDetection {
  readonly file: string;
  readonly detection: Detection;
}

/** A file directly in `detections/` belongs to this pack. */
export const OWN_PACK = 'own';

/** The pack that a file belongs to: the name of its folder. */
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

/** What the configuration says of detections; checked in detail where it is read from `cdk.json`. */
export type DetectionSettings = z.infer<typeof settingsSchema>;

/** Detections as they are shipped: every pack on, nothing overridden. */
export const DEFAULT_SETTINGS: DetectionSettings = settingsSchema.parse({});

/** Reads settings from JSON text; undefined stands for the defaults. Throws `SettingError`. */
export function parseDetectionSettings(json: string | undefined): DetectionSettings {
  if (json === undefined) return DEFAULT_SETTINGS;
  try {
    return settingsSchema.parse(JSON.parse(json));
  } catch (cause) {
    throw new SettingError('The settings of detections are not readable. The stack sets them: deploy it again.', {
      cause,
    });
  }
}

/** A detection that is on, with what the configuration overrides. */
export interface ActiveDetection {
  readonly file: string;
  readonly detection: Detection;
  readonly threshold: number;
  readonly periodMs: number;
  /** Ids, emails and names of actors, in lower case, whose events never match. */
  readonly excludedActors: ReadonlySet<string>;
}

/** The detections that are on. An override wins over the pack, and both over what the file says. */
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

/** A detection as it is when it is on. */
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

// Whoever sets a severity means it: what the rule makes of single events no longer counts.
function withSeverity(detection: Detection, severity: Detection['severity'] | undefined): Detection {
  return severity === undefined ? detection : { ...detection, severity, severityOf: () => severity };
}
