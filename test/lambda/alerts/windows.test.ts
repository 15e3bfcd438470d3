import fc from 'fast-check';
import { activated } from '../../../lambda/alerts/detection-settings';
import { fuzz } from '../../hostile/fuzz';
import { active, Counting, DISTINCT, type Happened, HOUR, MS, minutes, NOON, oneByOne } from './counting';
import { detectionOf } from './watched-source';

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

describe('a late match', () => {
  const three = active({ threshold: 3 });

  it('before the first match becomes the new anchor', () => {
    const counting = oneByOne(new Counting(three), [30, 40, 0]);
    expect(counting.alerts).toEqual([[0, 40, 3]]);
    expect(counting.ids).toEqual(oneByOne(new Counting(three), [{ at: 0, id: 'e-3' }, 1, 2]).ids);
  });

  it('ends the window earlier when it becomes the anchor', () => {
    expect(oneByOne(new Counting(), [30, 0, 59, 60]).alerts).toEqual([
      [30, 30, 1],
      [60, 60, 1],
    ]);
  });

  it('gets its own window when the matches do not fit in one period', () => {
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

  it('joins the earlier of two possible windows', () => {
    const counting = oneByOne(new Counting(three), [0, 60, 30]);
    expect(counting.windows.map(({ first, last }) => [minutes(first), minutes(last)])).toContainEqual([0, 30]);
    expect(counting.windows).toHaveLength(2);
  });

  it('joins the window of a raised alert', () => {
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

  it('is reached by an event with more values than can be counted', () => {
    const on = Array.from({ length: 5_000 }, (_, i) => `u-${i}`);
    const counting = new Counting(active({ threshold: 1_000, ...DISTINCT }));
    expect(counting.capture([{ at: 0, on }]).alerts).toEqual([[0, 0, 1_000]]);
  });

  it('stores at most 1,000 values per window, and none after the alert', () => {
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

describe('a time in the future', () => {
  const tomorrow = 36 * 60;

  it('counts as the capture time', () => {
    expect(new Counting().capture([tomorrow]).alerts).toEqual([[12 * 60, 12 * 60, 1]]);
  });

  it('joins recent matches and cannot keep its window open', () => {
    const counting = new Counting(active({ threshold: 2 })).capture([11.5 * 60, 9_999 * 60]);
    expect(counting.alerts).toEqual([[11.5 * 60, 12 * 60, 2]]);
    expect(counting.capture([], NOON + 52 * HOUR).windows).toEqual([]);
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

describe('a match that fits two windows', () => {
  it('joins the earlier one, in any order of updates', () => {
    const counting = oneByOne(new Counting(active({ threshold: 3 })), [0, 70, 1, 35]);
    expect(counting.alerts).toEqual([[0, 35, 3]]);
  });
});
