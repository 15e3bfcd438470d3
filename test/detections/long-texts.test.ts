import { runInNewContext } from 'node:vm';
import { alertNotice } from '../../lambda/alerts/alert-message';
import { activated } from '../../lambda/alerts/detection-settings';
import type { Detection } from '../../lambda/rules/define-detection';
import { someOf } from '../depth';
import { alertsOf } from '../lambda/alerts/raised-alerts';
import { rowOf } from '../lambda/rules/real-events';
import { DETECTIONS } from '../shipped-detections';

// What makes an expression that is not linear take minutes takes one that is linear milliseconds.
const LENGTH = 100_000;
const FAR_TOO_LONG_MS = 30_000;
// By these a detection knows that an event is for it.
const KEPT = /^(action|actionName|actionResult|type|time|timestamp|ip|sourceIP|p_source_label)$/;

/** The detection's own events that match, each text in them as long as a stranger could make it. */
function longRows({ tests, logTypes }: Detection, filling: string) {
  const longer = (key: string, value: unknown) =>
    typeof value === 'string' && !KEPT.test(key) ? value + filling.repeat(Math.ceil(LENGTH / filling.length)) : value;
  return tests
    .filter(({ match }) => match)
    .map(({ event: { p_log_type: logType = logTypes[0] ?? 'Atlassian.Audit', ...event } }) => {
      const message = logType === 'Atlassian.Audit' ? { message: { content: 'x' } } : {};
      return { logType, row: rowOf(logType, JSON.parse(JSON.stringify({ ...message, ...event }, longer))) };
    });
}

describe.each(DETECTIONS)('$detection.id', ({ file, detection }) => {
  it.each(someOf(['a-', 'x', ' ', '@', '.'], 5))(
    'finishes in time with texts of 100,000 characters: "%s"',
    (filling) => {
      const active = activated(file, detection, { threshold: 1 });
      const run = () =>
        longRows(detection, filling).flatMap(({ logType, row }) => alertsOf([active], [row], logType).map(alertNotice));
      // Not how fast it is, only that it ends: nothing else stops a function that does not return.
      expect(() => runInNewContext('run()', { run }, { timeout: FAR_TOO_LONG_MS })).not.toThrow();
    },
  );
});
