import type { LocatedDetection } from '../../lambda/alerts/detection-settings';
import { SettingError } from '../../lambda/errors';
import { nearName } from '../../lambda/schema/near-name';
import { terminalText } from '../terminal/terminal-text';

/** Finds a detection by its id, ignoring case. Throws `SettingError` with the nearest id when there is none. */
export function chooseDetection(located: readonly LocatedDetection[], id: string): LocatedDetection {
  const found = located.find(({ detection }) => detection.id.toLowerCase() === id.toLowerCase());
  if (found) return found;
  const near = nearName(
    id,
    located.map(({ detection }) => detection.id),
  );
  const meant = near === undefined ? '' : ` Did you mean ${near}?`;
  throw new SettingError(
    `Unknown detection ${terminalText(id)}.${meant} To list all ${located.length}, run npx keepwatch detections list.`,
  );
}
