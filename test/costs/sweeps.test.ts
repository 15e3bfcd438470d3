import { playSweeps, type SweepPlan } from './sweeps';

const WORK = {
  secondsPerCapture: 0,
  secondsPerPage: 0,
  secondsPerLook: 0,
  waitedSecondsPerPage: 1,
  readsPerCapture: 1,
};
const PLAN: SweepPlan = {
  rate: { eventsAMonth: 150_000, intervalMinutes: 5, timeoutSeconds: 300 },
  capturesPerPoll: 1,
  pollSeconds: 5,
  pollsCatchUp: true,
  megabytes: 512,
  work: WORK,
};
const CAPTURES = (48 * 60) / 5;
const PAGES = 20;

describe('a month of sweeps', () => {
  it('has one sweep a day, in one run, which reads each header and requests each page once', () => {
    const sweeps = playSweeps(PLAN);

    expect(sweeps).toMatchObject({ sweeps: 30, runs: 30, cutOff: 0 });
    expect(sweeps.reads).toBeCloseTo(30 * CAPTURES, 5);
    expect(sweeps.seconds).toBeGreaterThan(30 * PAGES);
  });

  it('has no sweep if polls never catch up', () => {
    expect(playSweeps({ ...PLAN, pollsCatchUp: false })).toEqual({
      sweeps: 0,
      runs: 0,
      cutOff: 0,
      reads: 0,
      seconds: 0,
    });
  });

  it('reads bodies as often as measured', () => {
    expect(playSweeps({ ...PLAN, work: { ...WORK, readsPerCapture: 1.5 } }).reads).toBeCloseTo(45 * CAPTURES, 5);
  });

  it('continues in the next run when a page takes long, and reads the remaining headers again', () => {
    const sweeps = playSweeps({ ...PLAN, work: { ...WORK, waitedSecondsPerPage: 24 } });

    // Eleven pages begin in what 300 s leave.
    expect(sweeps).toMatchObject({ sweeps: 30, runs: 60 });
    expect(sweeps.reads).toBeGreaterThan(1.4 * 30 * CAPTURES);
    expect(sweeps.reads).toBeLessThan(1.5 * 30 * CAPTURES);
  });

  it('makes no progress when Lambda ends each run before its first page', () => {
    const sweeps = playSweeps({ ...PLAN, work: { ...WORK, secondsPerCapture: 1 } });

    expect(sweeps).toMatchObject({ sweeps: 0, runs: 8640, cutOff: 8640 });
    expect(sweeps.seconds).toBeCloseTo(8640 * 295, 5);
  });

  it('restarts where a run began that Lambda ended, because its position was not saved', () => {
    const sweeps = playSweeps({ ...PLAN, work: { ...WORK, waitedSecondsPerPage: 200 } });

    expect(sweeps).toMatchObject({ sweeps: 0, runs: 8640, cutOff: 8640 });
  });

  it('takes longer for each comparison', () => {
    const looks = { ...WORK, secondsPerLook: 1e-6 };
    // On average, half of the captures are newer than a page.
    const seconds = ((PAGES + 1) / 2 / PAGES) * CAPTURES * 500 * PAGES * 1e-6 * (1769 / 512) * 30;
    expect(playSweeps({ ...PLAN, work: looks }).seconds - playSweeps(PLAN).seconds).toBeCloseTo(seconds, 0);
  });
});
