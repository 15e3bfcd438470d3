import { isLookedAt, runTests } from '../../../cli/detections/test-run';
import type { Detection, DetectionTest } from '../../../lambda/rules/define-detection';
import { defineDetection } from '../../../lambda/rules/define-detection';
import { detectionOf } from '../../lambda/alerts/watched-source';
import { atlassianEvent, pantherEvent } from '../../lambda/rules/real-events';

type Test = DetectionTest<'Atlassian.Audit'>;
const matching: Test = { name: 'a login', match: true, event: { attributes: { action: 'user_login' } } };
const other: Test = { name: 'a logout', match: false, event: { attributes: { action: 'user_logout' } } };

/** What is wrong with a test case, beside two that pass. */
function problemsOf(test: Test, changes: Partial<Detection<'Atlassian.Audit'>> = {}): readonly string[] | undefined {
  const { detection } = detectionOf({ ...changes, tests: [matching, other, test] });
  return runTests(detection)[2]?.problems;
}

describe('the test cases of a detection', () => {
  it.each<[string, Test[], string[]]>([
    ['one of each kind', [matching, other], []],
    ['none', [], ['has a case that matches', 'has a case that does not match']],
    ['none that matches', [other], ['has a case that matches']],
    ['none that does not match', [matching], ['has a case that does not match']],
  ])('fail for what is missing: %s', (_name, tests, missing) => {
    const results = runTests(detectionOf({ tests }).detection);
    const failed = results.filter(({ problems }) => problems.length > 0);
    expect(failed).toEqual(missing.map((name) => ({ name, problems: ['there is none; add one to tests'] })));
    expect(results.slice(missing.length).map(({ name }) => name)).toEqual(tests.map(({ name }) => name));
  });

  it.each<[string, Partial<Test>, string[]]>([
    ['as it is', {}, []],
    ['another expectation', { match: false }, ['expected no match, found one']],
    ['another action', { event: other.event }, ['expected a match, found none']],
    ['the action in another case', { event: { attributes: { action: 'USER_Login' } } }, []],
    ['title', { title: 'x' }, ['title: expected "x", found "somebody logged in"']],
    ['dedup', { dedup: 'x' }, ['dedup: expected "x", found "nobody"']],
    ['severity', { severity: 'HIGH' }, ['severity: expected "HIGH", found "LOW"']],
    ['all that is right', { title: 'somebody logged in', dedup: 'nobody', severity: 'LOW' }, []],
    [
      'several at once',
      { title: 'x', severity: 'HIGH' },
      ['title: expected "x", found "somebody logged in"', 'severity: expected "HIGH", found "LOW"'],
    ],
  ])('say what is not as expected: %s', (_name, changes, problems) => {
    expect(problemsOf({ ...matching, ...changes })).toEqual(problems);
  });

  it.each<[string | string[], string[]]>([
    ['a,b', []],
    [['a', 'b'], []],
    ['a', ['unique: expected "a", found "a,b"']],
    [['b', 'a'], ['unique: expected ["b","a"], found ["a","b"]']],
  ])('compare what the threshold counts, as a list or as one text: %j', (unique, problems) => {
    expect(problemsOf({ ...matching, unique }, { unique: () => ['a', 'b'] })).toEqual(problems);
  });

  it('say what of a detection fails on an event that matches, although a default counts then', () => {
    const changes: Partial<Detection<'Atlassian.Audit'>> = {
      title: () => JSON.parse('null').name,
      dedup: () => JSON.parse('7'),
      severityOf: () => JSON.parse('"urgent"'),
      unique: () => JSON.parse('[1]'),
      alertContext: () => JSON.parse('"a text"'),
    };
    expect(problemsOf(matching, changes)).toEqual([
      expect.stringMatching(/^title: TypeError: .*null/),
      'dedup returned the number 7',
      'severityOf returned the string "urgent"',
      'unique returned a list',
      'alertContext returned the string "a text"',
    ]);
    expect(problemsOf(other, changes)).toEqual([]);
  });

  it('find nothing wrong in what means the default', () => {
    const changes: Partial<Detection<'Atlassian.Audit'>> = { severityOf: () => 'DEFAULT', unique: () => undefined };
    expect(problemsOf(matching, { ...changes, alertContext: () => ({}) })).toEqual([]);
  });

  it('say why a rule failed', () => {
    const problems = problemsOf(matching, { rule: () => JSON.parse('null').length });
    expect(problems).toEqual([expect.stringMatching(/^TypeError: .*null/)]);
  });

  it('fail for a rule that changes its event, as it would where it runs', () => {
    const rule: Detection<'Atlassian.Audit'>['rule'] = (event) => Object.assign(event.attributes, { seen: true }).seen;
    expect(problemsOf(matching, { rule })).toEqual([expect.stringContaining('TypeError')]);
  });

  it('need not write Keepwatch’s columns, nor what every record has', () => {
    const seen: unknown[] = [];
    const detection = defineDetection({
      id: 'Test.Both',
      name: 'both',
      severity: 'LOW',
      description: 'For a test.',
      runbook: 'Nothing.',
      logTypes: ['Panther.Audit', 'Atlassian.Audit'],
      rule: (event) => seen.push(event) > 0,
      tests: [
        { name: 'nothing', match: true, event: {} },
        { name: 'another log type', match: true, event: { p_log_type: 'Atlassian.Audit', p_row_id: 'mine' } },
      ],
    });
    expect(runTests(detection).flatMap(({ problems }) => problems)).toEqual(['there is none; add one to tests']);
    expect(seen).toEqual([
      expect.objectContaining({ p_log_type: 'Panther.Audit', p_row_id: '0'.repeat(32), actor: {} }),
      expect.objectContaining({ p_log_type: 'Atlassian.Audit', p_row_id: 'mine', attributes: {}, links: {} }),
    ]);
  });
});

describe('isLookedAt', () => {
  it.each<[string[] | undefined, boolean]>([
    [undefined, true],
    [['User_Login'], true],
    [['user_logout'], false],
    [[], false],
  ])('with the actions %j: %s', (actions, expected) => {
    const { actions: _actions, ...plain } = detectionOf().detection;
    const detection: Detection = actions === undefined ? plain : { ...plain, actions };
    expect(isLookedAt(detection, atlassianEvent({ action: 'USER_LOGIN' }))).toBe(expected);
    expect(isLookedAt(detection, pantherEvent({ actionName: 'user_login' }))).toBe(expected);
  });
});
