import { activated, type LocatedDetection } from '../../../lambda/alerts/detection-settings';
import { Detector, type Match } from '../../../lambda/alerts/detector';
import type { Detection } from '../../../lambda/rules/define-detection';
import { defineDetection } from '../../../lambda/rules/define-detection';
import type { EventOf } from '../../../lambda/rules/event';
import { rowOf } from '../rules/real-events';
import { detectionOf } from './watched-source';

const login = (more: object = {}, id = 'e-1') =>
  rowOf('Atlassian.Audit', { id, attributes: { action: 'user_login', time: '2026-11-22T09:00:00Z', ...more } });
const ada = { id: 'U-1', name: 'Ada L', email: 'Ada@Example.com' };

function examine(detections: readonly LocatedDetection[], rows: readonly string[], excludedActors: string[] = []) {
  const active = detections.map(({ file, detection }) => activated(file, detection, { excludedActors }));
  return new Detector(active).findMatches('Atlassian.Audit', rows);
}

const shown = (matches: readonly Match[]) =>
  matches.map(({ kind, active, event }) => `${kind} ${active.detection.id} ${'id' in event ? event.id : ''}`);
const detectionsOf = (...changes: readonly Partial<Detection<'Atlassian.Audit'>>[]) =>
  changes.map((change) => detectionOf(change));

describe('the events that a detection runs on', () => {
  it.each(['user_login', 'USER_LOGIN', 'User_Login'])('those with one of its actions, in any case: %s', (action) => {
    const detections = detectionsOf(
      { id: 'Test.Lower', actions: ['other', 'user_login'] },
      { id: 'Test.Upper', actions: ['USER_LOGIN', 'user_login'] },
    );
    expect(shown(examine(detections, [login({ action })]))).toEqual(['match Test.Lower e-1', 'match Test.Upper e-1']);
  });

  it.each<[string, object]>([
    ['another action', { action: 'user_logout' }],
    ['an action that only begins the same', { action: 'user_login_failed' }],
    ['no action', { action: null }],
    ['a name of JavaScript', { action: 'constructor' }],
  ])('not those with %s, and its rule is not asked', (_name, attributes) => {
    const rule = jest.fn(() => true);
    expect(examine(detectionsOf({ rule }), [login(attributes)])).toEqual([]);
    expect(rule).not.toHaveBeenCalled();
  });

  it('all events when it has no actions', () => {
    const { actions: _actions, ...all } = detectionOf({ id: 'Test.All', rule: () => true }).detection;
    const detections = [detectionOf(), { file: 'detections/all.ts', detection: all }];
    expect(shown(examine(detections, [login(), login({ action: 'other' }, 'e-2')])).sort()).toEqual([
      'match Test.All e-1',
      'match Test.All e-2',
      'match Test.Login e-1',
    ]);
  });

  it('only events of its log types', () => {
    const both = defineDetection({
      id: 'Test.Both',
      name: 'both',
      severity: 'LOW',
      description: 'For a test.',
      runbook: 'Nothing.',
      tests: [],
      logTypes: ['Atlassian.Audit', 'Panther.Audit'],
      rule: () => true,
    });
    const detector = new Detector([
      activated('detections/both.ts', both),
      activated('detections/one.ts', detectionOf().detection),
    ]);
    expect(
      shown(detector.findMatches('Panther.Audit', [rowOf('Panther.Audit', { actionName: 'user_login' })])),
    ).toEqual(['match Test.Both ']);
    expect(detector.findMatches('Atlassian.Audit', [login()])).toHaveLength(2);
  });

  it('none without detections, for any rows', () => {
    expect(new Detector([]).findMatches('Atlassian.Audit', [login(), 'not even JSON'])).toEqual([]);
    expect(examine(detectionsOf({}), [])).toEqual([]);
  });
});

describe('an event is found by its action in any JSON spelling', () => {
  const row = login();
  const written = (change: (text: string) => string) => {
    const changed = change(row);
    expect(JSON.parse(changed)).toEqual(JSON.parse(row));
    return changed;
  };
  it.each<[string, string]>([
    ['as it is', row],
    ['with escapes', written((text) => text.replace('"user_login"', '"\\u0075ser_login"'))],
    ['under a name with escapes', written((text) => text.replace('"action"', '"act\\u0069on"'))],
    ['with white space', written((text) => text.replace('"action":', '"action" :\n\t'))],
    ['in upper case', row.replace('"user_login"', '"USER_LOGIN"')],
    ['behind another of that name', row.replace('{', '{"links":{"action":"other"},')],
  ])('%s', (_name, text) => {
    expect(examine(detectionsOf({}), [text])).toHaveLength(1);
  });

  it('with an escape that none needs', () => {
    const text = row.replace('"user_login"', '"user\\/login"');
    expect(examine(detectionsOf({ actions: ['user/login'] }), [text])).toHaveLength(1);
  });

  it('and not by the action of another', () => {
    expect(examine(detectionsOf({ actions: ['user_logi', 'ser_login', 'action'] }), [row])).toEqual([]);
  });
});

describe('an excluded actor', () => {
  it.each([
    ['u-1', 'by id'],
    ['ADA@example.COM', 'by email'],
  ])('%s, %s and in any case, matches nothing and fails no rule', (excluded) => {
    const rule = jest.fn(() => true);
    expect(examine(detectionsOf({ rule }), [login({ actor: ada })], ['somebody', excluded])).toEqual([]);
    expect(rule).not.toHaveBeenCalled();
  });

  it.each([
    ['a name, which anybody can take,', 'Ada L', ada],
    ['a part of an address', 'ada', ada],
    ['somebody else', 'eve@example.com', ada],
    ['an empty text', '', { id: '' }],
    ['a text, of an event without an actor', 'undefined', null],
  ])('as %s is not excluded', (_name, excluded, actor) => {
    expect(examine(detectionsOf({}), [login({ actor })], [excluded])).toHaveLength(1);
  });
});

describe('a rule that misbehaves', () => {
  const attempt = (change: (event: EventOf<'Atlassian.Audit'>) => unknown): Partial<Detection<'Atlassian.Audit'>> => ({
    id: 'Test.Bad',
    rule: (event) => {
      change(event);
      return true;
    },
  });
  const seen: unknown[] = [];
  const neighbour: Partial<Detection<'Atlassian.Audit'>> = {
    id: 'Test.Good',
    rule: (event) => {
      seen.push(JSON.stringify(event));
      return true;
    },
  };
  beforeEach(() => seen.splice(0));

  it.each<[string, Partial<Detection<'Atlassian.Audit'>>]>([
    ['throws', { id: 'Test.Bad', rule: () => JSON.parse('null').length }],
    ['says nothing', { id: 'Test.Bad', rule: () => JSON.parse('null') }],
    ['adds to its event', attempt((event) => Object.assign(event, { forged: true }))],
    ['changes what is deep in its event', attempt(grow)],
    ['deletes from its event', attempt((event) => Reflect.deleteProperty(event, 'attributes') || grow(event))],
  ])('and %s fails alone: its neighbours see the event as it was', (_name, bad) => {
    const row = login({ actor: ada, context: [{ id: 'c', attributes: { list: [1] } }] });
    for (const detections of [detectionsOf(bad, neighbour), detectionsOf(neighbour, bad)])
      expect(shown(examine(detections, [row])).sort()).toEqual(['match Test.Good e-1', 'rule-error Test.Bad e-1']);
    expect(new Set(seen).size).toBe(1);
    expect(seen[0]).not.toContain('forged');
  });

  it('fails once per event, with the reason and without its title or dedup', () => {
    const [first, second] = examine(detectionsOf({ rule: () => JSON.parse('null'), dedup: () => 'mine' }), [
      login(),
      login({}, 'e-2'),
    ]);
    expect(first).toMatchObject({ kind: 'rule-error', dedup: '', reason: 'rule returned null, not true or false' });
    expect(first?.counted).toEqual([first?.event.p_row_id]);
    expect(second?.counted).not.toEqual(first?.counted);
  });

  it('in its unique, title or dedup still matches', () => {
    const fails = () => JSON.parse('null').length;
    const [match] = examine(detectionsOf({ unique: fails, title: fails, dedup: fails }), [login()]);
    expect(match).toMatchObject({ kind: 'match', dedup: 'somebody logged in', counted: [match?.event.p_row_id] });
  });
});

describe('matches', () => {
  it('are in order of time, then of row id, for any order of the page', () => {
    const rows = ['09:00', '08:00', '10:00', '08:00', '09:00'].map((at, i) =>
      login({ time: `2026-11-22T${at}:00Z` }, `e-${i}`),
    );
    const forwards = examine(detectionsOf({}), rows);
    expect(forwards.map(({ time }) => new Date(time).getUTCHours())).toEqual([8, 8, 9, 9, 10]);
    expect(shown(examine(detectionsOf({}), [...rows].reverse()))).toEqual(shown(forwards));
  });

  it('do not count without a value to count', () => {
    expect(examine(detectionsOf({ unique: () => undefined }), [login()])).toEqual([]);
    expect(examine(detectionsOf({ unique: () => [] }), [login()])).toEqual([]);
  });

  it('have the time to the millisecond', () => {
    const [match] = examine(detectionsOf({}), [login({ time: '2026-11-22T09:00:00.1239Z' })]);
    expect(match?.time).toBe(Date.parse('2026-11-22T09:00:00.123Z'));
  });
});

/** Adds to a list deep in the event. */
function grow(event: EventOf<'Atlassian.Audit'>): void {
  const [entry] = event.attributes.context ?? [];
  const attributes: { list?: unknown[] } = Object(entry?.attributes);
  attributes.list?.push('forged');
}
