import { basename } from 'node:path';
import { loadDetections } from '../../cli/detections/load-detections';
import { runTests } from '../../cli/detections/test-run';
import { activeDetections, DEFAULT_SETTINGS, packOf } from '../../lambda/alerts/detection-settings';
import { Detector } from '../../lambda/alerts/detector';
import type { Detection } from '../../lambda/rules/define-detection';
import { rowOf, SMALLEST } from '../lambda/rules/real-events';
import { DETECTIONS } from '../shipped-detections';

// What users add in files or packs of their own need only pass its test cases.
const SHIPPED = DETECTIONS.filter(({ file }) => ['atlassian', 'panther', 'standard'].includes(packOf(file)));

describe.each(DETECTIONS)('$detection.id', ({ detection }) => {
  it.each(runTests(detection))('$name', ({ problems }) => {
    expect(problems).toEqual([]);
  });
});

it('the index has every file', () => {
  expect(DETECTIONS).toEqual(loadDetections());
});

describe('every shipped detection', () => {
  const idsWhere = (isWrong: (detection: Detection, file: string) => boolean) =>
    SHIPPED.filter(({ detection, file }) => isWrong(detection, file)).map(({ detection }) => detection.id);

  it('says when a match is harmless', () => {
    expect(idsWhere(({ falsePositives }) => falsePositives === undefined)).toEqual([]);
  });

  it('of the pack atlassian states how reliable its action ids are, and is off if they are unconfirmed', () => {
    expect(idsWhere(({ evidence }, file) => packOf(file) === 'atlassian' && evidence === undefined)).toEqual([]);
    expect(idsWhere(({ evidence, disabled }) => evidence === 'unconfirmed' && disabled === undefined)).toEqual([]);
  });

  it('names actions in lower case for Atlassian, in upper case for Panther, and none twice', () => {
    const spelled = (action: string, { logTypes }: Detection) =>
      logTypes.includes('Atlassian.Audit') ? action.toLowerCase() : action.toUpperCase();
    expect(
      idsWhere((detection) => (detection.actions ?? []).some((action) => action !== spelled(action, detection))),
    ).toEqual([]);
    expect(idsWhere(({ actions = [] }) => new Set(actions).size < actions.length)).toEqual([]);
  });

  it('has a file name in kebab case', () => {
    expect(idsWhere((_, file) => !/^[a-z]+(-[a-z]+)*\.ts$/.test(basename(file)))).toEqual([]);
  });

  it('has texts that end like sentences, and a name and titles that do not', () => {
    const sentence = /^[A-Z].*[.)]$/;
    expect(idsWhere(({ description, runbook }) => !sentence.test(description) || !sentence.test(runbook))).toEqual([]);
    expect(idsWhere(({ falsePositives = 'None.' }) => !sentence.test(falsePositives))).toEqual([]);
    expect(
      idsWhere(({ name, tests }) => /\.$/.test(name) || tests.some(({ title = '' }) => /\.$/.test(title))),
    ).toEqual([]);
  });

  it('has test cases with different names', () => {
    expect(idsWhere(({ tests }) => new Set(tests.map(({ name }) => name)).size < tests.length)).toEqual([]);
  });
});

describe('one event', () => {
  // Whoever reads two alerts of one event shall learn something from the second.
  const TOGETHER: Readonly<Record<string, string>> = {
    'Atlassian.Account.ManyPasswordResets and Atlassian.Account.TouchedByOther':
      'one password that somebody else resets is one account to look at; ten in an hour are an attack on all',
    'Standard.BruteForceByIP and Standard.BruteForceByUser':
      'many users from one address, or one user from many addresses: each sees what the other does not',
    'Keepwatch.Archive.LockAttacked and Panther.Actions.Denied':
      'one attempt at the archive is enough; several of anything are another',
    'Keepwatch.Archive.Copied and Panther.Actions.Denied':
      'one attempt at the archive is enough; several of anything are another',
    'Panther.Actions.Denied and Standard.BruteForceByIP':
      'a failed login is a denied action too, which counts by actor, and five of them are enough',
    'Panther.Actions.Denied and Standard.BruteForceByUser':
      'a failed login is a denied action too, and five of them are enough',
  };

  it('raises the alerts of two detections only if they mean different things', () => {
    const detector = new Detector(activeDetections(SHIPPED, DEFAULT_SETTINGS));
    const pairs = SHIPPED.flatMap(({ detection }) =>
      detection.tests.flatMap(({ event: { p_log_type: logType = detection.logTypes[0], ...event } }) => {
        const smallest = SMALLEST[logType];
        const actor =
          'actor' in smallest ? { actor: { ...smallest.actor, ...('actor' in event ? event.actor : {}) } } : {};
        const matches = detector.findMatches(logType, [rowOf(logType, { ...event, ...actor })]);
        const ids = matches.map(({ active }) => active.detection.id).sort();
        return ids.flatMap((id, i) => ids.slice(i + 1).map((other) => `${id} and ${other}`));
      }),
    );
    expect([...new Set(pairs)].sort()).toEqual(Object.keys(TOGETHER).sort());
  });
});
