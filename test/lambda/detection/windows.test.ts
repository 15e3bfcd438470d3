import fc from 'fast-check';
import type { Detection } from '../../../lambda/detection/detection';
import { Detector, type Match } from '../../../lambda/detection/detector';
import { type ActiveDetection, activated } from '../../../lambda/detection/settings';
import { type Window, watchStateSchema } from '../../../lambda/detection/watch-state';
import { type Counts, countMatches, type Raised } from '../../../lambda/detection/windows';
import { fuzz } from '../../hostile/fuzz';
import { detectionOf } from '../watched-source';
import { rowOf } from './real-events';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MIDNIGHT = Date.parse('2026-11-22T00:00:00Z');
const NOON = MIDNIGHT + 12 * HOUR;
/** A millisecond, in minutes. */
const MS = 1 / MINUTE;

/** What happened, so many minutes after midnight. */
interface Happened {
  readonly at: number;
  /** @default an id that no other has */
  readonly id?: string;
  /** Whose it is: its dedup. @default 'ada' */
  readonly actor?: string;
  /** What a threshold of distinct values counts. @default the event itself */
  readonly on?: readonly string[];
}

/** An alert for each actor and hour, unless something else is given. */
function active(changes: Partial<Detection<'Atlassian.Audit'>> = {}): ActiveDetection {
  const { file, detection } = detectionOf(changes);
  return activated(file, detection);
}

const DISTINCT = {
  unique: (event) => (event.attributes.context ?? []).flatMap((entry) => entry?.id ?? []),
} satisfies Partial<Detection<'Atlassian.Audit'>>;

/** Captures that are counted one after the other, each with what is left of those before. */
class Counting {
  counts: Counts = { windows: {}, hours: {} };
  readonly raised: Raised[] = [];
  readonly #detector: Detector;
  #events = 0;

  constructor(...detections: readonly ActiveDetection[]) {
    this.#detector = new Detector(detections.length === 0 ? [active()] : detections);
  }

  /** One capture of these; captured at noon, with a watermark of the same time, unless something else is given. */
  capture(happened: readonly (number | Happened)[], capturedAt = NOON, watermark: number | null = capturedAt): this {
    const rows = happened.map((each) => this.#row(typeof each === 'number' ? { at: each } : each));
    const matches = this.#detector.examine('Atlassian.Audit', rows);
    const { counts, raised } = countMatches(this.counts, matches, { capturedAt, watermark });
    this.raised.push(...raised);
    // As in the lake: as JSON text.
    const state = { v: 1, seq: 1, outbox: [], ...counts };
    this.counts = watchStateSchema.parse(JSON.parse(JSON.stringify(state)));
    return this;
  }

  #row({ at, id, actor = 'ada', on = [] }: Happened): string {
    this.#events += 1;
    const attributes = {
      time: new Date(MIDNIGHT + Math.round(at * MINUTE)).toISOString(),
      action: 'user_login',
      actor: { id: actor },
      context: on.map((target) => ({ id: target })),
    };
    return rowOf('Atlassian.Audit', { id: id ?? `e-${this.#events}`, attributes });
  }

  /** From when to when each alert was, in minutes, and what it counted. */
  get alerts() {
    return this.raised.map(({ window: { first, last, counted } }) => [minutes(first), minutes(last), counted.length]);
  }

  get ids(): string[] {
    return this.raised.map(({ alertId }) => alertId);
  }

  get windows(): Window[] {
    return Object.values(this.counts.windows).flat();
  }
}

const minutes = (time: number) => (time - MIDNIGHT) / MINUTE;
/** Each in a capture of its own. */
const oneByOne = (counting: Counting, happened: readonly (number | Happened)[]) => {
  for (const each of happened) counting.capture([each]);
  return counting;
};

describe('the windows of one dedup', () => {
  it.each<[string, number[], number[]]>([
    ['a match one millisecond before the end of the period belongs', [0, 60 - MS], [0]],
    ['a match at exactly the end of the period begins the next', [0, 60], [0, 60]],
    ['the period is anchored at its first match and does not slide', [0, 40, 80, 119], [0, 80]],
    ['the next is anchored at its own first match', [0, 70, 129, 130], [0, 70, 130]],
    ['matches of one instant share a window', [5, 5, 5], [5]],
  ])('%s', (_name, at, firsts) => {
    for (const counting of [new Counting().capture(at), oneByOne(new Counting(), at)])
      expect(counting.alerts.map(([first]) => first)).toEqual(firsts);
  });

  it('last as long as the detection says', () => {
    const { file, detection } = detectionOf({ dedupPeriodMinutes: 5 });
    expect(new Counting(activated(file, detection)).capture([0, 4.9, 5]).alerts).toHaveLength(2);
    expect(
      new Counting(activated(file, detection, { dedupPeriodMinutes: 6 })).capture([0, 4.9, 5]).alerts,
    ).toHaveLength(1);
  });
});

describe('a match that comes late', () => {
  const three = active({ threshold: 3 });

  it('from before the first one anchors the window anew', () => {
    const counting = oneByOne(new Counting(three), [30, 40, 0]);
    expect(counting.alerts).toEqual([[0, 40, 3]]);
    expect(counting.ids).toEqual(oneByOne(new Counting(three), [{ at: 0, id: 'e-3' }, 1, 2]).ids);
  });

  it('ends the window earlier when it anchors it anew', () => {
    expect(oneByOne(new Counting(), [30, 0, 59, 60]).alerts).toEqual([
      [30, 30, 1],
      [60, 60, 1],
    ]);
  });

  it('has a window of its own when all of them would not lie within one period', () => {
    const counting = oneByOne(new Counting(three), [30, 80, 20]);
    expect(counting.alerts).toEqual([]);
    expect(counting.windows.map(({ first, last }) => [minutes(first), minutes(last)])).toEqual([
      [30, 80],
      [20, 20],
    ]);
  });

  it.each([
    [20 + MS, 1],
    [20, 2],
  ])('%d minutes, by the same half-open period', (late, windows) => {
    expect(oneByOne(new Counting(three), [30, 80, late]).windows).toHaveLength(windows);
  });

  it('joins the earlier one of two that it fits', () => {
    const counting = oneByOne(new Counting(three), [0, 60, 30]);
    expect(counting.windows.map(({ first, last }) => [minutes(first), minutes(last)])).toContainEqual([0, 30]);
    expect(counting.windows).toHaveLength(2);
  });

  it('belongs to an alert that was raised', () => {
    expect(oneByOne(new Counting(), [30, 10, 69]).alerts).toEqual([[30, 30, 1]]);
  });
});

describe('a threshold', () => {
  it('counts matches, and raises once in a period', () => {
    expect(new Counting(active({ threshold: 3 })).capture([0, 1, 2, 3, 4, 5, 6]).alerts).toEqual([[0, 2, 3]]);
  });

  it.each<[string, (string[] | undefined)[], number]>([
    ['the same value', [['a'], ['a'], ['a']], 0],
    ['three values in three events', [['a'], ['b'], ['a'], ['c']], 1],
    ['three values in one event', [['a', 'b', 'a', 'c']], 1],
    ['two values in one event, one of them again', [['a', 'b'], ['b']], 0],
    ['events that name none', [[], [], []], 0],
  ])('counts distinct values: %s', (_name, named, alerts) => {
    const counting = new Counting(active({ threshold: 3, ...DISTINCT }));
    oneByOne(
      counting,
      named.map((on, at) => ({ at, on: on ?? [] })),
    );
    expect(counting.alerts).toHaveLength(alerts);
  });

  it('counts a record once, however often it is archived', () => {
    const again = { at: 0, id: 'e-1' };
    const counting = new Counting(active({ threshold: 2 })).capture([again, again]).capture([again]);
    expect(counting.alerts).toEqual([]);
    expect(counting.capture([{ at: 1, id: 'e-2' }]).alerts).toEqual([[0, 1, 2]]);
  });

  it('is reached by an event that names more than can be counted', () => {
    const on = Array.from({ length: 5_000 }, (_, i) => `u-${i}`);
    const counting = new Counting(active({ threshold: 1_000, ...DISTINCT }));
    expect(counting.capture([{ at: 0, on }]).alerts).toEqual([[0, 0, 1_000]]);
  });

  it('keeps no more of a window than a threshold can need, and nothing once it is raised', () => {
    const on = (from: number) => Array.from({ length: 999 }, (_, i) => `u-${from + i}`);
    const counting = new Counting(active({ threshold: 1_000, ...DISTINCT }));
    oneByOne(
      counting,
      [0, 1, 2, 3, 4, 5, 6].map((at) => ({ at, on: on(0) })),
    );
    expect(counting.windows.map(({ counted, events }) => [counted.length, events.length])).toEqual([[999, 5]]);
    counting.capture([{ at: 8, on: on(1) }]);
    expect(counting.windows).toEqual([expect.objectContaining({ raised: true, counted: [], events: [] })]);
  });
});

describe('a time that lies in the future', () => {
  const tomorrow = 36 * 60;

  it('counts as the time at which it was captured', () => {
    expect(new Counting().capture([tomorrow]).alerts).toEqual([[12 * 60, 12 * 60, 1]]);
  });

  it('joins what happened just before, and cannot hold its window open', () => {
    const counting = new Counting(active({ threshold: 2 })).capture([11.5 * 60, 9_999 * 60]);
    expect(counting.alerts).toEqual([[11.5 * 60, 12 * 60, 2]]);
    expect(counting.capture([], NOON + 26 * HOUR).windows).toEqual([]);
  });
});

describe('too many alerts of one detection', () => {
  const each = active({ dedup: (event) => event.id });
  const flood = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i / 1_000);
  const kinds = ({ raised }: Counting) => {
    const count = (wanted: string) =>
      raised.filter(({ kind, isMuted }) => `${kind}${isMuted ? ', muted' : ''}` === wanted).length;
    return { told: count('match'), muted: count('match, muted'), said: count('muted') };
  };

  it('mute it after a thousand, and it is said once', () => {
    const counting = new Counting(each).capture(flood(0, 1_000));
    expect(kinds(counting)).toEqual({ told: 1_000, muted: 0, said: 0 });
    counting.capture(flood(10, 1));
    expect(kinds(counting)).toEqual({ told: 1_000, muted: 1, said: 1 });
    counting.capture(flood(20, 50));
    expect(kinds(counting)).toEqual({ told: 1_000, muted: 51, said: 1 });
  });

  it.each([
    [HOUR - 1, { told: 1_000, muted: 2, said: 1 }],
    [HOUR, { told: 1_001, muted: 1, said: 1 }],
  ])('mute it until an hour, by the time of the captures, is over: %d ms later', (later, expected) => {
    const counting = new Counting(each).capture(flood(0, 1_001)).capture([{ at: 5 }], NOON + later);
    expect(kinds(counting)).toEqual(expected);
  });

  it('mute it again in another hour, which is another alert', () => {
    const counting = new Counting(each).capture(flood(0, 1_001)).capture(flood(10, 1_001), NOON + HOUR);
    const said = counting.raised.filter(({ kind }) => kind === 'muted');
    expect(new Set(said.map(({ alertId }) => alertId)).size).toBe(2);
  });

  it('mute none of its neighbours', () => {
    const counting = new Counting(each, active({ id: 'Test.Other' })).capture(flood(0, 1_001));
    expect(
      counting.raised
        .filter(({ match }) => match.active.detection.id === 'Test.Other')
        .map(({ kind, isMuted }) => [kind, isMuted]),
    ).toEqual([['match', false]]);
  });
});

describe('what is kept from capture to capture', () => {
  const END = MIDNIGHT + 25 * HOUR;

  it.each<[string, number, number | null, number]>([
    ['is there a millisecond before a day after the end of its period', END - 1, END - 1, 1],
    ['is gone a day after the end of its period', END, END, 0],
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

  it('is bounded: of too many, those that were quiet for longest leave', () => {
    const happened = Array.from({ length: 7_000 }, (_, i) => ({ at: i / 1_000, actor: `a-${i}` }));
    const counting = new Counting(active({ threshold: 2 })).capture([{ at: 600, actor: 'early' }, ...happened]);
    // A window that has counted one match weighs three: itself, the value and the event.
    expect(counting.windows).toHaveLength(6_666);
    const dedups = new Set(counting.windows.map(({ first }) => first));
    expect([dedups.has(MIDNIGHT), dedups.has(MIDNIGHT + 600 * MINUTE)]).toEqual([false, true]);
    expect(Buffer.byteLength(JSON.stringify(counting.counts))).toBeLessThan(5_000_000);
  });

  it('is an hour’s count only within the hour', () => {
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

  it('differs by kind, should all else be the same', () => {
    const [match] = new Detector([active()]).examine('Atlassian.Audit', [
      rowOf('Atlassian.Audit', { attributes: { action: 'user_login' } }),
    ]);
    const idAs = (kind: Match['kind']) => {
      const matches = match === undefined ? [] : [{ ...match, kind }];
      const capture = { capturedAt: NOON, watermark: NOON };
      return countMatches({ windows: {}, hours: {} }, matches, capture).raised.map(({ alertId }) => alertId);
    };
    expect(idAs('match')).toHaveLength(1);
    expect(idAs('rule-error')).not.toEqual(idAs('match'));
  });
});

describe('matches in order', () => {
  // No two at one time: of these, the order is not that in which they are given.
  const happened = fc
    .array(
      fc.record({
        gap: fc.constantFrom(1, 10, 20, 30, 59, 60),
        actor: fc.constantFrom('ada', 'eve'),
        on: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 20 },
    )
    .map((list) => {
      let at = 0;
      return list.map(({ gap, ...each }, i) => {
        at += gap;
        return { ...each, at, id: `e-${i}` };
      });
    });
  const threshold = fc.integer({ min: 1, max: 4 });
  const isDistinct = fc.boolean();
  const detectionFor = (matches: number, distinct: boolean) =>
    active({ threshold: matches, ...(distinct ? DISTINCT : {}) });

  // By the words of the documentation: who comes first anchors, and what is less than a period later belongs.
  function expected(list: readonly Required<Happened>[], matches: number, distinct: boolean): string[] {
    const alerts: string[] = [];
    for (const actor of new Set(list.map((each) => each.actor))) {
      let rest = list.filter((each) => each.actor === actor && (!distinct || each.on.length > 0));
      while (rest[0] !== undefined) {
        const start = rest[0].at;
        const values = new Set<string>();
        for (const each of rest.filter(({ at }) => at < start + 60)) {
          const reached = values.size >= matches;
          for (const value of distinct ? each.on : [each.id]) values.add(value);
          if (!reached && values.size >= matches) alerts.push(`${actor} ${start} ${each.at} ${values.size}`);
        }
        rest = rest.filter(({ at }) => at >= start + 60);
      }
    }
    return alerts.sort();
  }

  const shown = ({ raised }: Counting) =>
    raised
      .map(({ match: { dedup }, window: { first, last, counted } }) =>
        [dedup, minutes(first), minutes(last), counted.length].join(' '),
      )
      .sort();

  fuzz(
    'raise what follows from the words: half-open periods, each anchored at its first match',
    300,
    fc.tuple(happened, threshold, isDistinct),
    ([list, matches, distinct]) => {
      const counting = new Counting(detectionFor(matches, distinct)).capture(list);
      expect(shown(counting)).toEqual(expected(list, matches, distinct));
    },
  );

  fuzz(
    'raise the same alerts, under the same ids, wherever captures end',
    300,
    fc.tuple(happened, threshold, isDistinct, fc.array(fc.nat(20), { maxLength: 6 })),
    ([list, matches, distinct, cuts]) => {
      const whole = new Counting(detectionFor(matches, distinct)).capture(list);
      const split = new Counting(detectionFor(matches, distinct));
      const ends = [0, ...cuts, list.length].sort((a, b) => a - b);
      for (const [i, end] of ends.entries()) split.capture(list.slice(ends[i - 1] ?? 0, end));

      expect(split.ids).toEqual(whole.ids);
      expect(shown(split)).toEqual(shown(whole));
      expect(split.counts).toEqual(whole.counts);
    },
  );
});
