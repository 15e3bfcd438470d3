import { ASSUMPTIONS } from './assumptions';
import { billedSeconds, reads, writes } from './counts';
import type { Deployed } from './deployed';
import { DAYS_OF_MONTH } from './installation';
import type { Polls } from './polls';
import type { Sweep } from './sweep';
import { playSweeps, type Sweeps } from './sweeps';

const GIGABYTE = 1_000_000_000;

/** What a month uses, in units of prices. */
export interface Month {
  readonly archiveWrites: number;
  readonly archiveLists: number;
  readonly archiveReads: number;
  readonly lakeWrites: number;
  readonly lakeReads: number;
  readonly sweepReads: number;
  readonly collectorRuns: number;
  readonly collectorGigabyteSeconds: number;
  readonly sweepGigabyteSeconds: number;
  readonly processorRuns: number;
  readonly processorGigabyteSeconds: number;
  readonly metrics: number;
  readonly metricCalls: number;
  readonly alarmMetrics: number;
  readonly dashboards: number;
  readonly secrets: number;
  readonly secretReads: number;
  readonly notices: number;
  readonly emails: number;
  readonly logGigabytes: number;
  readonly archiveGigabytes: number;
  readonly lakeGigabytes: number;
}

/** Polls of a month. */
export function pollsAMonth(intervalMinutes: number): number {
  return (DAYS_OF_MONTH * 24 * 60) / intervalMinutes;
}

/** A month's sweeps: as the one that was run whole, where it was of this rate; played otherwise. */
export function sweepsOf(polls: Polls, sweep: Sweep, { collectorMegabytes: megabytes }: Deployed): Sweeps {
  const { rate, collector } = polls;
  const { run, work } = sweep;
  if (rate.eventsAMonth === sweep.rate.eventsAMonth && rate.intervalMinutes === sweep.rate.intervalMinutes) {
    const seconds = Math.min(rate.timeoutSeconds, billedSeconds(run, megabytes));
    const [sweeps, runs] = [DAYS_OF_MONTH, DAYS_OF_MONTH];
    return { sweeps, runs, cutOff: 0, reads: reads(run.archive) * sweeps, seconds: seconds * sweeps };
  }
  return playSweeps({
    rate,
    megabytes,
    work,
    capturesPerPoll: collector.archive.puts / polls.polls,
    pollSeconds: billedSeconds(collector, megabytes) / polls.polls,
    pollsCatchUp: collector.caughtUp > 0,
  });
}

/** A month of polls as those that were counted, and its sweeps. */
export function monthOf(polls: Polls, sweeps: Sweeps, stack: Deployed): Month {
  const { rate, collector, processor } = polls;
  const times = pollsAMonth(rate.intervalMinutes) / polls.polls;
  const { collectorMegabytes, processorMegabytes, alarmMetrics, dashboards, secrets } = stack;
  // What waits for the API anyway may compute meanwhile: no run is longer than Lambda lets it be.
  const collectorSeconds = Math.min(billedSeconds(collector, collectorMegabytes), polls.polls * rate.timeoutSeconds);
  const ownLines = (collector.runs + processor.runs) * ASSUMPTIONS.ownLogBytes.value;
  const notices = (collector.notices + processor.notices) * times;
  return {
    alarmMetrics,
    dashboards,
    secrets,
    notices,
    metrics: polls.metrics,
    archiveWrites: collector.archive.puts * times,
    archiveLists: collector.archive.lists * times,
    archiveReads: (reads(collector.archive) + reads(processor.archive)) * times,
    lakeWrites: (writes(collector.lake) + writes(processor.lake)) * times,
    lakeReads: (reads(collector.lake) + reads(processor.lake)) * times,
    sweepReads: sweeps.reads,
    collectorRuns: collector.runs * times,
    collectorGigabyteSeconds: collectorSeconds * times * (collectorMegabytes / 1024),
    sweepGigabyteSeconds: sweeps.seconds * (collectorMegabytes / 1024),
    processorRuns: processor.runs * times,
    processorGigabyteSeconds: billedSeconds(processor, processorMegabytes) * times * (processorMegabytes / 1024),
    metricCalls: (collector.metricCalls + processor.metricCalls) * times,
    secretReads: collector.secretReads * times,
    emails: notices * ASSUMPTIONS.subscribers.value,
    logGigabytes: ((collector.logBytes + processor.logBytes + ownLines) * times) / GIGABYTE,
    archiveGigabytes: (polls.archiveBytes * times) / GIGABYTE,
    lakeGigabytes: (polls.lakeBytes * times) / GIGABYTE,
  };
}
