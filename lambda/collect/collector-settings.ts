import * as z from 'zod/mini';
import { ENVIRONMENT, isAtlassianApiBaseUrl, SOURCE_NAME } from '../names';
import { COMMON_SETTINGS, nonEmpty, parseSettings } from '../platform/settings';
import { PULL_KINDS } from '../sources/kinds';

const collectorSchema = z.object({
  ...COMMON_SETTINGS,
  [ENVIRONMENT.sourceName]: z.string().check(z.regex(SOURCE_NAME)),
  [ENVIRONMENT.sourceKind]: z.enum(PULL_KINDS),
  [ENVIRONMENT.secretId]: nonEmpty,
  [ENVIRONMENT.lookbackDays]: z.coerce.number().check(z.int(), z.gte(1)),
  [ENVIRONMENT.apiBaseUrl]: z.optional(z.string().check(z.refine(isAtlassianApiBaseUrl))),
});

/** Settings of the collector's function. Throws `SettingError` naming the variable. */
export function collectorSettings(variables: NodeJS.ProcessEnv) {
  return parseSettings(collectorSchema, variables);
}
