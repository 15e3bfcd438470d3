import { Detector, type Match } from '../../../lambda/alerts/detector';
import { countMatches } from '../../../lambda/alerts/windows';
import type { Detection } from '../../../lambda/rules/define-detection';
import { rowOf } from '../rules/real-events';
import { active, Counting, type Happened, HOUR, MIDNIGHT, MINUTE, NOON } from './counting';

describe('too many alerts of one detection', () => {
  const each = active({ dedup: (event) => event.id });
  const flood = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i / 1_000);
  const kinds = ({ raised }: Counting) => {
    const count = (wanted: string) => raised.filter(({ kind, outcome }) => `${kind}, ${outcome}` === wanted).length;
    return { notified: count('match, notify'), muted: count('match, muted'), announced: count('muted, notify') };
  };

  it('mute it after a thousand, with one announcement', () => {
    const counting = new Counting(each).capture(flood(0, 1_000));
    expect(kinds(counting)).toEqual({ notified: 1_000, muted: 0, announced: 0 });
    counting.capture(flood(10, 1));
    expect(kinds(counting)).toEqual({ notified: 1_000, muted: 1, announced: 1 });
    counting.capture(flood(20, 50));
    expect(kinds(counting)).toEqual({ notified: 1_000, muted: 51, announced: 1 });
  });

  it.each([
    [HOUR - 1, { notified: 1_000, muted: 2, announced: 1 }],
    [HOUR, { notified: 1_001, muted: 1, announced: 1 }],
  ])('mute it until an hour, by the time of the captures, is over: %d ms later', (later, expected) => {
    const counting = new Counting(each).capture(flood(0, 1_001)).capture([{ at: 5 }], NOON + later);
    expect(kinds(counting)).toEqual(expected);
  });

  it('mute it again in another hour, with another alert', () => {
    const counting = new Counting(each).capture(flood(0, 1_001)).capture(flood(10, 1_001), NOON + HOUR);
    const said = counting.raised.filter(({ kind }) => kind === 'muted');
    expect(new Set(said.map(({ alertId }) => alertId)).size).toBe(2);
  });

  it('do not mute other detections', () => {
    const counting = new Counting(each, active({ id: 'Test.Other' })).capture(flood(0, 1_001));
    expect(
      counting.raised
        .filter(({ match }) => match.active.detection.id === 'Test.Other')
        .map(({ kind, outcome }) => [kind, outcome]),
    ).toEqual([['match', 'notify']]);
  });

  it('do not mute a failure of its rule', () => {
    const failing = active({
      dedup: (event) => event.id,
      rule: ({ id }) => {
        if (id === 'bad') throw new TypeError('boom');
        return true;
      },
    });
    const counting = new Counting(failing).capture([...flood(0, 1_001).map((at) => ({ at })), { at: 5, id: 'bad' }]);
    expect(counting.raised.filter(({ kind }) => kind === 'rule-error').map(({ outcome }) => outcome)).toEqual([
      'notify',
    ]);
  });

  it('do not mute when they are too old to send: the first sync mutes nothing', () => {
    const counting = new Counting(each).capture([...flood(0, 1_200), 300], NOON, NOON, MIDNIGHT + 4 * HOUR);
    expect(kinds(counting)).toEqual({ notified: 1, muted: 0, announced: 0 });
    expect(counting.raised.filter(({ outcome }) => outcome === 'too-old')).toHaveLength(1_200);
  });
});

describe('the stored windows', () => {
  const END = MIDNIGHT + 51 * HOUR;

  it.each<[string, number, number | null, number]>([
    ['is there until 50 hours after the end of its period', END - 1, END - 1, 1],
    ['is gone 50 hours after the end of its period', END, END, 0],
    [
      'waits for the watermark: what is collected late is counted as if it had come in time',
      END + 90 * HOUR,
      END - 1,
      1,
    ],
    ['does not believe a watermark in the future', END - 1, END + HOUR, 1],
    ['goes by the time of the captures while there is no watermark', END, null, 0],
  ])('a window %s', (_name, capturedAt, watermark, left) => {
    expect(new Counting().capture([0, 59]).capture([], capturedAt, watermark).windows).toHaveLength(left);
  });

  // A window that has counted one match weighs three: itself, the value and the event. There is room for 20,000.
  const spray = Array.from({ length: 7_000 }, (_, i) => ({
    at: 1 + i / 1_000,
    id: `spray-${i}`,
    actor: `a-${i}`,
  }));
  const thirdOf = (happened: Happened) => (counting: Counting) =>
    counting.capture([happened]).raised.map(({ match }) => match.dedup);

  it('are limited: the longest quiet windows are evicted and counted', () => {
    const counting = new Counting(active({ threshold: 2 })).capture([{ at: 600, actor: 'late' }, ...spray]);
    expect([counting.windows.length, counting.evicted]).toEqual([6_666, { 'Test.Login': 335 }]);
    const left = new Set(counting.windows.map(({ first }) => first));
    expect([left.has(MIDNIGHT + MINUTE), left.has(MIDNIGHT + 600 * MINUTE)]).toEqual([false, true]);
    expect(Buffer.byteLength(JSON.stringify(counting.counts))).toBeLessThan(5_000_000);
  });

  it('keep those with high counts in a flood of other dedup values', () => {
    const counting = new Counting(active({ threshold: 3 })).capture([
      { at: 0, actor: 'victim' },
      { at: 0.5, actor: 'victim' },
    ]);
    expect(thirdOf({ at: 30, actor: 'victim' })(counting.capture(spray))).toEqual(['victim']);
  });

  it('are not evicted in the flood of another detection', () => {
    const quiet = active({ id: 'Test.Quiet', threshold: 3, dedup: () => 'all', rule: ({ id }) => id.startsWith('q') });
    const counting = new Counting(quiet, active({ threshold: 9 })).capture([
      { at: 0, id: 'q-1' },
      { at: 0.5, id: 'q-2' },
    ]);
    counting.capture(spray);
    expect(counting.evicted).toEqual({ 'Test.Login': expect.any(Number) });
    expect(thirdOf({ at: 30, id: 'q-3' })(counting)).toEqual(['all']);
  });

  it('raise no alert again because of a flood', () => {
    // What is raised counts nothing more, and what is sprayed counts one each: it is worth more all the same.
    const twice = active({ threshold: 2, dedup: ({ attributes }) => attributes.actor?.id ?? '' });
    const counting = new Counting(twice).capture([
      { at: 0, actor: 'told' },
      { at: 0.5, actor: 'told' },
    ]);
    expect(counting.capture(spray).evicted).toEqual({ 'Test.Login': expect.any(Number) });
    const told = [31, 32].map((at) => ({ at, actor: 'told' }));
    expect(counting.capture(told).raised).toHaveLength(1);
  });

  it('are limited when several detections are flooded', () => {
    const flooded = ['Test.One', 'Test.Other'].map((id) => active({ id, threshold: 2 }));
    const counting = new Counting(...flooded).capture(spray);
    expect(counting.windows.length * 3).toBeLessThanOrEqual(20_000);
    const [one = 0, other = 0] = Object.values(counting.evicted);
    expect([one + other + counting.windows.length, Math.abs(one - other) <= 1]).toEqual([14_000, true]);
  });

  it('keep the hourly count only within its hour', () => {
    const counting = new Counting().capture([0]);
    expect(counting.counts.hours).toEqual({ 'Test.Login': { since: NOON, alerts: 1 } });
    expect(counting.capture([], NOON + HOUR).counts.hours).toEqual({});
  });
});

describe('the id of an alert', () => {
  const of = (happened: Happened, changes: Partial<Detection<'Atlassian.Audit'>> = {}) =>
    new Counting(active(changes)).capture([happened]).ids[0];
  const first = { at: 0, id: 'e-1' };

  it('is the same in every replay, and 32 hex digits', () => {
    expect(of(first)).toMatch(/^[0-9a-f]{32}$/);
    expect(of(first)).toBe(of(first));
  });

  it('does not depend on what else the alert counts, nor on its severity or title', () => {
    const counting = new Counting(active({ threshold: 2, severity: 'CRITICAL', title: () => 'Other' }));
    expect(counting.capture([first, 1]).ids).toEqual([of(first)]);
  });

  it('differs by detection, dedup and first event', () => {
    const fails = () => {
      throw new TypeError('boom');
    };
    const ids = [
      of(first),
      of(first, { id: 'Test.Other' }),
      of(first, { rule: fails }),
      of(first, { dedup: () => 'other' }),
      of({ ...first, id: 'e-2' }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('differs by kind', () => {
    const [match] = new Detector([active()]).findMatches('Atlassian.Audit', [
      rowOf('Atlassian.Audit', { attributes: { action: 'user_login' } }),
    ]);
    const idAs = (kind: Match['kind']) => {
      const matches = match === undefined ? [] : [{ ...match, kind }];
      const capture = { capturedAt: NOON, watermark: NOON, notifySince: 0 };
      return countMatches({ windows: {}, hours: {} }, matches, capture).raised.map(({ alertId }) => alertId);
    };
    expect(idAs('match')).toHaveLength(1);
    expect(idAs('rule-error')).not.toEqual(idAs('match'));
  });
});
