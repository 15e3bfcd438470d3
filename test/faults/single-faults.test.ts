import { IS_FULL } from '../depth';
import { type Played, play, STAGES, type Stage } from './schedule';
import { type Fault, OWN_FAULTS } from './scheduler';
import { playTrail } from './trail-schedule';

const MINUTE = 60_000;

type Play = (fault: Fault, after: number) => Promise<Played>;

// Collectors take seven records in a few pages; then come a late record and one that repeats, cursors are refused, and
// another collector reads on and sweeps. Processors follow.
const polled =
  (stage: Stage, collectors: number, pageLimit: number): Play =>
  (fault, after) =>
    play(stage, {
      seed: 1,
      pageLimit,
      endOfStream: 'cursor',
      overtaken: false,
      happenings: [
        [0, { kind: 'fault', armed: { fault, after, at: 'call' } }],
        [0, { kind: 'start', count: collectors, lasts: 15 * MINUTE }],
        [200, { kind: 'late', by: 7 * MINUTE }],
        [200, { kind: 'repeat' }],
        [200, { kind: 'forget-cursors' }],
        [200, { kind: 'start', count: 1, lasts: 15 * MINUTE }],
        [400, { kind: 'add', count: 1 }],
      ],
    });

// Three deliveries at once, one of them twice; then the state is lost, and a late one comes. Processors follow.
const pushed: Play = (fault, after) =>
  playTrail({
    seed: 1,
    happenings: [
      [0, { kind: 'fault', armed: { fault, after, at: 'call' } }],
      [0, { kind: 'calls', count: 2, ago: 0 }],
      [0, { kind: 'repeat' }],
      [0, { kind: 'untimed', ago: 0 }],
      [100, { kind: 'lose-state' }],
      [100, { kind: 'calls', count: 1, ago: 7 * MINUTE }],
    ],
  });

// With one collector at a time for Panther: what two of them do to each other is the same for every source.
const PLAYS = [
  ...STAGES.Atlassian.faults.map((fault) => ['Atlassian', fault, polled(STAGES.Atlassian, 2, 3)] as const),
  ...STAGES.Panther.faults.map((fault) => ['Panther', fault, polled(STAGES.Panther, 1, 5)] as const),
  ...OWN_FAULTS.map((fault) => ['the trail', fault, pushed] as const),
];
// Of the calls that can suffer a fault, a quick run tries one in 64, from the first or the second one on.
const STEP = IS_FULL ? 1 : 64;

describe('every call that a collector, a trail or a processor makes', () => {
  it.each(PLAYS.map((each, i) => [...each, IS_FULL ? 0 : i % 2] as const))(
    'of %s survives the fault "%s": no record is lost or duplicated',
    async (_kind, fault, playWith, first) => {
      const broken: string[] = [];
      let calls = first;

      for (let met = true; met; calls += STEP) {
        const played = await playWith(fault, calls);
        met = played.runs.some(({ suffered }) => suffered.some((what) => what.startsWith(`${fault} at `)));
        broken.push(...played.broken.map((what) => `at call ${calls}: ${what}`));
      }

      expect(broken).toEqual([]);
      // A query begins once in each of two runs: every fault meets two calls at least.
      expect(calls).toBeGreaterThan(IS_FULL ? 2 : first + STEP);
    },
  );
});
