import * as z from 'zod/mini';
import { parseDetectionSettings } from '../alerts/detection-settings';
import { ENVIRONMENT } from '../names';
import { COMMON_SETTINGS, nonEmpty, parseSettings } from '../platform/settings';

const processorSchema = z.object({
  ...COMMON_SETTINGS,
  [ENVIRONMENT.alertTopic]: nonEmpty,
  [ENVIRONMENT.detections]: z.pipe(z.optional(z.string()), z.transform(parseDetectionSettings)),
});

/** Settings of the processor's function. Throws `SettingError` naming the variable. */
export function processorSettings(variables: NodeJS.ProcessEnv) {
  return parseSettings(processorSchema, variables);
}
