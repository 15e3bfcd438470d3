import * as z from 'zod/mini';
import { ENVIRONMENT, SOURCE_NAME } from '../names';
import { COMMON_SETTINGS, nonEmpty, parseSettings } from '../platform/settings';
import { isAllowedBaseUrl } from '../sources/api-host';
import { PULL_KINDS, PULLERS } from '../sources/pullers';

const collectorSchema = z
  .object({
    ...COMMON_SETTINGS,
    [ENVIRONMENT.sourceName]: z.string().check(z.regex(SOURCE_NAME)),
    [ENVIRONMENT.sourceKind]: z.enum(PULL_KINDS),
    [ENVIRONMENT.secretId]: nonEmpty,
    [ENVIRONMENT.lookbackDays]: z.coerce.number().check(z.int(), z.gte(1)),
    [ENVIRONMENT.apiBaseUrl]: z.optional(z.string()),
  })
  .check(
    z.refine(
      ({ SOURCE_KIND: kind, API_BASE_URL: url }) => url === undefined || isAllowedBaseUrl(PULLERS[kind].apiHost, url),
      { path: [ENVIRONMENT.apiBaseUrl] },
    ),
  );

/** Settings of the collector's function. Throws `SettingError` naming the variable. */
export function collectorSettings(variables: NodeJS.ProcessEnv) {
  return parseSettings(collectorSchema, variables);
}
