import { type FunctionCounts, reads } from './counts';
import { Installation, type Rate } from './installation';

const HOURS = 48;
const MINUTES = HOURS * 60;
// The most records that events-stream gives.
const PAGE = 500;

/** What a sweep took, by what it worked on. */
export interface SweepWork {
  /** CPU to read the header of a capture. */
  readonly secondsPerCapture: number;
  /** CPU for a page, whose records are compared with those of the captures of its time. */
  readonly secondsPerPage: number;
  /** CPU to look whether one capture could hold one record. */
  readonly secondsPerLook: number;
  /** Waiting for a page, throttling and the captures of its time included. */
  readonly waitedSecondsPerPage: number;
  /** Reads for each capture of the 48 hours. */
  readonly readsPerCapture: number;
}

/** A sweep that was run whole, and what followed from it. */
export interface Sweep {
  readonly rate: Rate;
  /** In the 48 hours. */
  readonly captures: number;
  /** What the run did in which it was. */
  readonly run: FunctionCounts;
  readonly work: SweepWork;
}

/** Polls for 48 hours, then sweeps them. */
export async function measureSweep(rate: Rate): Promise<Sweep> {
  const installation = new Installation(rate);
  for (let minutes = 0; minutes < MINUTES; minutes += rate.intervalMinutes) {
    await installation.poll();
  }
  const captures = installation.archive.objects.size;

  installation.beginToCount();
  const pages: PageTaken[] = [];
  await installation.poll(({ records }) => pages.push({ records: records.length, cpuSeconds: cpuNow() }));
  const run = installation.collector;
  const work = workOf(pages, captures, run);
  return { rate, captures, run, work };
}

/** A page of a run, and the CPU that the process had used when it came. */
interface PageTaken {
  readonly records: number;
  readonly cpuSeconds: number;
}

function workOf(pages: readonly PageTaken[], captures: number, run: FunctionCounts): SweepWork {
  // The poll ends with an empty page, and the sweep begins. Its last pages are not full.
  const swept = pages.slice(pages.findIndex(({ records }) => records === 0) + 1);
  const spent = swept.flatMap(({ records, cpuSeconds }, i) =>
    records < PAGE ? [] : (swept[i + 1]?.cpuSeconds ?? cpuSeconds) - cpuSeconds,
  );
  const looks = spent.map((_, i) => captures * (1 - i / spent.length) * PAGE);
  const { slope, level } = line(looks.slice(1), spent.slice(1));
  // With the first page, all headers are read.
  const headers = (spent[0] ?? 0) - level - slope * (looks[0] ?? 0);
  return {
    secondsPerCapture: Math.max(0, headers / captures),
    secondsPerPage: level,
    secondsPerLook: Math.max(0, slope),
    waitedSecondsPerPage: run.waitedSeconds / run.apiRequests,
    readsPerCapture: reads(run.archive) / captures,
  };
}

function cpuNow(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** The straight line that is nearest to points. */
function line(xs: readonly number[], ys: readonly number[]): { readonly slope: number; readonly level: number } {
  const [meanX, meanY] = [mean(xs), mean(ys)];
  const covariance = mean(xs.map((x, i) => (x - meanX) * ((ys[i] ?? meanY) - meanY)));
  const variance = mean(xs.map((x) => (x - meanX) ** 2));
  const slope = variance === 0 ? 0 : covariance / variance;
  return { slope, level: meanY - slope * meanX };
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
