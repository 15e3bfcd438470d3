import * as z from 'zod/mini';
import { ENVIRONMENT } from '../names';
import { COMMON_SETTINGS, nonEmpty, parseSettings } from '../platform/settings';

const trailSchema = z.object({ ...COMMON_SETTINGS, [ENVIRONMENT.version]: nonEmpty });

/** Settings of the deployment trail's function. Throws `SettingError` naming the variable. */
export function trailSettings(variables: NodeJS.ProcessEnv) {
  return parseSettings(trailSchema, variables);
}
