import {
  type ActiveDetection,
  activated,
  activeDetections,
  DEFAULT_SETTINGS,
} from '../../lambda/alerts/detection-settings';
import type { DetectionState } from '../../lambda/alerts/detection-state';
import { Detector } from '../../lambda/alerts/detector';
import { countMatches } from '../../lambda/alerts/windows';
import { rowMaker } from '../../lambda/lake/rows';
import { deepText } from '../../lambda/rules/deep-get';
import { type Detection, defineDetection } from '../../lambda/rules/define-detection';
import { makeEvent } from '../../simulators/atlassian/make-event';
import { Random } from '../../simulators/atlassian/random';
import { DEMO_ORG_ID } from '../../simulators/atlassian/simulator';
import { DETECTIONS } from '../shipped-detections';

const BEGIN = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const CAPTURE = 500;

/** Rows of so many simulated events, a minute apart unless something else is said. */
export function simulatedRows(count: number, { begin = BEGIN, apart = MINUTE } = {}): readonly string[] {
  const random = new Random(1, 1);
  const header = {
    v: 1,
    source: 'bench',
    kind: 'atlassian',
    logType: 'Atlassian.Audit',
    seq: 1,
    capturedAt: new Date(begin + count * apart).toISOString(),
    mode: 'poll',
    request: { path: '/', query: {} },
    response: { status: 200, requestId: null },
    count,
    duplicates: [],
    range: null,
    watermark: null,
    resume: { request: {}, polledTo: null },
    previous: null,
  } as const;
  const makeRow = rowMaker({ ...header, duplicates: [] });
  return Array.from({ length: count }, (_, i) => {
    const { event } = makeEvent(random, { orgId: DEMO_ORG_ID, processedAt: begin + i * apart });
    return makeRow(event, i).json;
  });
}

/** Takes rows through detections as a processor does, page after page. Answers how many matched. */
export function detectAll(detector: Detector, rows: readonly string[]): number {
  let counts: Pick<DetectionState, 'windows' | 'hours'> = { windows: {}, hours: {} };
  let matches = 0;
  for (let at = 0; at < rows.length; at += CAPTURE) {
    const found = detector.findMatches('Atlassian.Audit', rows.slice(at, at + CAPTURE));
    const capturedAt = BEGIN + (at + CAPTURE) * MINUTE;
    counts = countMatches(counts, found, { capturedAt, watermark: capturedAt, notifySince: 0 }).counts;
    matches += found.length;
  }
  return matches;
}

/** So many rules that look at every event: at its actor, and at everything that it was about. */
export function everyEventRules(count: number): Detector {
  const rule = (number: number): Detection<'Atlassian.Audit'> =>
    defineDetection({
      id: `Bench.Rule${number}`,
      name: 'a rule',
      logTypes: ['Atlassian.Audit'],
      severity: 'INFO',
      description: 'For a benchmark.',
      runbook: 'Nothing.',
      rule: ({ attributes: { action, actor, context } }) =>
        action === 'user_logged_in_as_user' &&
        actor?.email?.endsWith(`${number}@example.com`) !== true &&
        context?.some((entry) => entry?.type === 'users' && deepText(entry.attributes, 'email') !== undefined) === true,
      dedup: ({ attributes }) => attributes.actor?.email ?? 'nobody',
      tests: [],
    });
  return new Detector(Array.from({ length: count }, (_, i) => activated('bench', rule(i))));
}

/** So many of the detections that are on as they are shipped, Panther's one for Atlassian first. */
export function shippedDetections(count = Infinity): Detector {
  const isFirst = ({ detection }: ActiveDetection) => detection.id === 'Atlassian.User.LoggedInAsUser';
  const active = activeDetections(DETECTIONS, DEFAULT_SETTINGS);
  return new Detector([...active.filter(isFirst), ...active.filter((one) => !isFirst(one))].slice(0, count));
}
