import * as z from 'zod/mini';
import { SettingError } from '../errors';
import { ENVIRONMENT } from '../names';

/** A variable that must not be empty. */
export const nonEmpty = z.string().check(z.minLength(1));

/** The variables of every function. */
export const COMMON_SETTINGS = {
  [ENVIRONMENT.archiveBucket]: nonEmpty,
  [ENVIRONMENT.lakeBucket]: nonEmpty,
  [ENVIRONMENT.metricNamespace]: nonEmpty,
};

/** Reads a function's settings from its environment variables. Throws `SettingError` naming those that are wrong. */
export function parseSettings<S extends z.ZodMiniType>(schema: S, variables: NodeJS.ProcessEnv): z.output<S> {
  const settings = schema.safeParse(variables);
  if (settings.success) return settings.data;
  const names = settings.error.issues.map((issue) => issue.path.join('.'));
  throw new SettingError(
    `Missing or not allowed in the environment: ${names.join(', ')}. The stack sets them: deploy it again.`,
  );
}
