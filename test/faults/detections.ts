import type { LocatedDetection } from '../../lambda/alerts/detection-settings';
import { deepGet } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';

const common = {
  logTypes: ['Atlassian.Audit', 'Panther.Audit'],
  severity: 'LOW',
  description: 'For a test.',
  runbook: 'Nothing.',
  tests: [],
} as const;

// Of what the trail keeps, the event stands in its details.
const numberOf = (event: object) => Number(deepGet(event, 'n') ?? deepGet(event, 'actionDetails', 'n') ?? 0);

/** What the suite of faults has its events watched by: one alert for each match, one of three matches, one that fails. */
export const WATCHED: readonly LocatedDetection[] = [
  defineDetection({
    ...common,
    id: 'Test.Each',
    name: 'each third',
    dedupPeriodMinutes: 5,
    rule: (event) => numberOf(event) % 3 === 0,
    dedup: (event) => `group ${numberOf(event) % 2}`,
  }),
  defineDetection({
    ...common,
    id: 'Test.Threshold',
    name: 'three kinds',
    threshold: 3,
    dedupPeriodMinutes: 10,
    rule: (event) => numberOf(event) > 0,
    dedup: () => 'all',
    unique: (event) => String(numberOf(event) % 4),
  }),
  defineDetection({
    ...common,
    id: 'Test.Failing',
    name: 'fails',
    dedupPeriodMinutes: 15,
    rule: (event) => {
      if (numberOf(event) % 5 === 0) throw new TypeError('a newcomer');
      return false;
    },
  }),
].map((detection) => ({ file: `detections/${detection.id}.ts`, detection }));
