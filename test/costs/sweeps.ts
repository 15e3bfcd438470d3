import { ASSUMPTIONS, cpuShare } from './assumptions';
import { DAYS_OF_MONTH, type Rate } from './installation';
import type { SweepWork } from './sweep';

const PAGE = 500;
// As the collector reads headers.
const AT_ONCE = 32;
// With less than this left, it begins no page.
const PAGE_BUDGET_SECONDS = 45;
const HOUR = 3600;

/** What sweeps are played for. */
export interface SweepPlan {
  readonly rate: Rate;
  readonly capturesPerPoll: number;
  /** What a run takes before its sweep. */
  readonly pollSeconds: number;
  /** Whether polls reach the end of what there is: without that, nothing is swept. */
  readonly pollsCatchUp: boolean;
  readonly megabytes: number;
  readonly work: SweepWork;
}

/** What the sweeps of a month do, beside the polls. */
export interface Sweeps {
  /** That came to their end. */
  readonly sweeps: number;
  /** Of the collector, in which some of a sweep was done. */
  readonly runs: number;
  /** Of these, runs that Lambda ended before a page was done. */
  readonly cutOff: number;
  readonly reads: number;
  readonly seconds: number;
}

/**
 * A month of sweeps, run by run, with what one that was run whole took. Each run reads the headers from the newest
 * capture back to where the sweep has come to, then page after page until its time is over.
 */
export function playSweeps(plan: SweepPlan): Sweeps {
  const { rate, work, capturesPerPoll } = plan;
  const share = cpuShare(plan.megabytes);
  const s3Seconds = ASSUMPTIONS.s3Milliseconds.value / 1000;
  const sdkSeconds = ASSUMPTIONS.requestCpuMilliseconds.value / 1000;
  const interval = rate.intervalMinutes * 60;
  const eventsPerSecond = rate.eventsAMonth / (DAYS_OF_MONTH * 24 * HOUR);
  const capturesPerEvent = capturesPerPoll / (eventsPerSecond * interval);
  const bodiesPerCapture = Math.max(0, work.readsPerCapture - 1);

  let [sweeps, runs, cutOff, reads, seconds] = [0, 0, 0, 0, 0];
  let begun: number | undefined;
  let due = 0;
  let position = 0;
  for (let now = 0; plan.pollsCatchUp && now < DAYS_OF_MONTH * 24 * HOUR; now += interval) {
    const end = now * eventsPerSecond;
    if (begun === undefined && now < due) continue;
    if (begun === undefined) {
      begun = now;
      position = end - 48 * HOUR * eventsPerSecond;
    }
    runs += 1;
    let reached = position;
    const headers = (end - position) * capturesPerEvent;
    let spent = headers * (s3Seconds / AT_ONCE + (work.secondsPerCapture + sdkSeconds) / share);
    let read = headers;
    while (reached < end && plan.pollSeconds + spent <= rate.timeoutSeconds - PAGE_BUDGET_SECONDS) {
      const bodies = PAGE * capturesPerEvent * bodiesPerCapture;
      const looks = (end - reached) * capturesPerEvent * PAGE;
      const cpu = work.secondsPerPage + looks * work.secondsPerLook + bodies * sdkSeconds;
      spent += work.waitedSecondsPerPage + cpu / share;
      read += bodies;
      reached += PAGE;
    }
    const isCutOff = plan.pollSeconds + spent > rate.timeoutSeconds;
    seconds += Math.min(spent, rate.timeoutSeconds - plan.pollSeconds);
    reads += read;
    if (isCutOff) cutOff += 1;
    else position = reached;
    if (position >= end) {
      sweeps += 1;
      due = begun + 24 * HOUR;
      begun = undefined;
    }
  }
  return { sweeps, runs, cutOff, reads, seconds };
}
