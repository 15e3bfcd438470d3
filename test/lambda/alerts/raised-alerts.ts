import { type Alert, alertOf } from '../../../lambda/alerts/alert';
import type { ActiveDetection } from '../../../lambda/alerts/detection-settings';
import { Detector } from '../../../lambda/alerts/detector';
import { countMatches } from '../../../lambda/alerts/windows';
import type { LogType } from '../../../lambda/sources/log-types';

/** The alerts that one capture of these rows raises, when there was none before it. */
export function alertsOf(
  active: readonly ActiveDetection[],
  rows: readonly string[],
  logType: LogType = 'Atlassian.Audit',
): readonly Alert[] {
  const capturedAt = Date.parse('2026-11-22T10:00:00Z');
  const matches = new Detector(active).findMatches(logType, rows);
  const { raised } = countMatches({ windows: {}, hours: {} }, matches, {
    capturedAt,
    watermark: capturedAt,
    notifySince: 0,
  });
  return raised.map((each) => alertOf(each, { capturedAt, file: 'captures/source-1/000000000007.json.gz' }));
}
