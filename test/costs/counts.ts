import type { StoreCalls } from '../bench/counted-object-store';
import { ASSUMPTIONS, cpuShare } from './assumptions';

/** What a function did in a span. All but `cpuSeconds` is the same on every machine. */
export interface FunctionCounts {
  runs: number;
  /** Of a collector: runs that reached the end of what there was. */
  caughtUp: number;
  readonly archive: StoreCalls;
  readonly lake: StoreCalls;
  apiRequests: number;
  secretReads: number;
  metricCalls: number;
  /** Alerts that it told. */
  notices: number;
  logBytes: number;
  /** In which it waited for answers. */
  waitedSeconds: number;
  /** Of this process, without what AWS's SDK would take. */
  cpuSeconds: number;
}

/** Nothing, yet. */
export function noCounts(): FunctionCounts {
  return {
    runs: 0,
    caughtUp: 0,
    apiRequests: 0,
    secretReads: 0,
    metricCalls: 0,
    notices: 0,
    logBytes: 0,
    waitedSeconds: 0,
    cpuSeconds: 0,
    archive: { gets: 0, looks: 0, lists: 0, puts: 0 },
    lake: { gets: 0, looks: 0, lists: 0, puts: 0 },
  };
}

/** Calls that cost as much as a GET. */
export function reads({ gets, looks }: StoreCalls): number {
  return gets + looks;
}

/** Calls that cost as much as a PUT. */
export function writes({ puts, lists }: StoreCalls): number {
  return puts + lists;
}

/** Seconds that Lambda bills for what a function of this memory did. */
export function billedSeconds(counts: FunctionCounts, memoryMegabytes: number): number {
  const { archive, lake, apiRequests, secretReads, metricCalls, notices } = counts;
  const ofStores = [archive, lake].reduce((sum, calls) => sum + reads(calls) + writes(calls), 0);
  const requests = ofStores + apiRequests + secretReads + metricCalls + notices;
  const cpu = counts.cpuSeconds + (requests * ASSUMPTIONS.requestCpuMilliseconds.value) / 1000;
  return counts.waitedSeconds + cpu / cpuShare(memoryMegabytes);
}
