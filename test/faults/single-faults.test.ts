import { play } from './schedule';
import { FAULTS, type Fault } from './scheduler';

const MINUTE = 60_000;

// Two collectors at once take seven records in pages of three; then come a late record and one that repeats,
// cursors are refused, and a third collector reads on and sweeps. Processors follow.
const playWith = (fault: Fault, after: number) =>
  play({
    seed: 1,
    pageLimit: 3,
    endOfStream: 'cursor',
    happenings: [
      [0, { kind: 'fault', armed: { fault, after, at: 'call' } }],
      [0, { kind: 'start', count: 2, lasts: 15 * MINUTE }],
      [200, { kind: 'late', by: 7 * MINUTE }],
      [200, { kind: 'repeat' }],
      [200, { kind: 'forget-cursors' }],
      [200, { kind: 'start', count: 1, lasts: 15 * MINUTE }],
      [400, { kind: 'add', count: 1 }],
    ],
  });

describe('every call that a collector or a processor makes', () => {
  it.each(FAULTS)('can meet the fault "%s" without a record being lost or doubled', async (fault) => {
    const broken: string[] = [];
    let calls = 0;

    for (let met = true; met; calls += 1) {
      const played = await playWith(fault, calls);
      met = played.runs.some(({ suffered }) => suffered.length > 0);
      broken.push(...played.broken.map((what) => `at call ${calls}: ${what}`));
    }

    expect(broken).toEqual([]);
    expect(calls).toBeGreaterThan(5);
  });
});
