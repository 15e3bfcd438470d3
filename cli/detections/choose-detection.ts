import type { LocatedDetection } from '../../lambda/alerts/detection-settings';
import { SettingError } from '../../lambda/errors';
import { nearName } from '../../lambda/schema/near-name';
import { terminalText } from '../terminal/terminal-text';

/** The detection of an id, in whatever case. Throws `SettingError` with the nearest id when there is none. */
export function chooseDetection(located: readonly LocatedDetection[], id: string): LocatedDetection {
  const found = located.find(({ detection }) => detection.id.toLowerCase() === id.toLowerCase());
  if (found) return found;
  const near = nearName(
    id,
    located.map(({ detection }) => detection.id),
  );
  const meant = near === undefined ? '' : ` Did you mean ${near}?`;
  throw new SettingError(
    `There is no detection ${terminalText(id)}.${meant} npx keepwatch detections list shows all ${located.length}.`,
  );
}
