import * as z from 'zod/mini';
import { parseDetectionSettings } from '../alerts/detection-settings';
import { SettingError } from '../errors';
import { ENVIRONMENT, isAtlassianApiBaseUrl, SOURCE_NAME } from '../names';
import { PULL_KINDS } from '../sources/kinds';

const name = z.string().check(z.minLength(1));

const commonFields = {
  [ENVIRONMENT.archiveBucket]: name,
  [ENVIRONMENT.lakeBucket]: name,
  [ENVIRONMENT.metricNamespace]: name,
};

const collectorSchema = z.object({
  ...commonFields,
  [ENVIRONMENT.sourceName]: z.string().check(z.regex(SOURCE_NAME)),
  [ENVIRONMENT.sourceKind]: z.enum(PULL_KINDS),
  [ENVIRONMENT.secretId]: name,
  [ENVIRONMENT.lookbackDays]: z.coerce.number().check(z.int(), z.gte(1)),
  [ENVIRONMENT.apiBaseUrl]: z.optional(z.string().check(z.refine(isAtlassianApiBaseUrl))),
});

const processorSchema = z.object({
  ...commonFields,
  [ENVIRONMENT.alertTopic]: name,
  [ENVIRONMENT.detections]: z.pipe(z.optional(z.string()), z.transform(parseDetectionSettings)),
});

const trailSchema = z.object({ ...commonFields, [ENVIRONMENT.version]: name });

/** Settings of the trail's function. Throws `SettingError` naming the variable. */
export function trailSettings(variables: NodeJS.ProcessEnv) {
  return parse(trailSchema, variables);
}

/** Settings of the collector's function. Throws `SettingError` naming the variable. */
export function collectorSettings(variables: NodeJS.ProcessEnv) {
  return parse(collectorSchema, variables);
}

/** Settings of the processor's function. Throws `SettingError` naming the variable. */
export function processorSettings(variables: NodeJS.ProcessEnv) {
  return parse(processorSchema, variables);
}

function parse<S extends z.ZodMiniType>(schema: S, variables: NodeJS.ProcessEnv): z.output<S> {
  const settings = schema.safeParse(variables);
  if (settings.success) return settings.data;
  const names = settings.error.issues.map((issue) => issue.path.join('.'));
  throw new SettingError(
    `Missing or not allowed in the environment: ${names.join(', ')}. The stack sets them: deploy it again.`,
  );
}
