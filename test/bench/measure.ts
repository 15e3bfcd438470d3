import { performance } from 'node:perf_hooks';
import type { Measured } from './measured';

/** Does a piece of work, which answers how many events it was, and says what it cost. */
export async function measure(work: () => Promise<number>): Promise<Measured> {
  // The CPU of all threads: the garbage collector's are a good part of it.
  const before = process.cpuUsage();
  const began = performance.now();
  const events = await work();
  const { user, system } = process.cpuUsage(before);
  return {
    events,
    cpuSeconds: (user + system) / 1e6,
    seconds: (performance.now() - began) / 1000,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
}
