import { PREFIX } from '../../lambda/names';
import type { MemoryObjectStore } from '../memory-object-store';
import type { FunctionCounts } from './counts';
import { Installation, type Rate } from './installation';

// They compile the code, and the archive has a head after them.
const POLLS_BEFORE = 2;

/** What some polls did, and the processing of what they brought. No sweep is among them. */
export interface Polls {
  readonly rate: Rate;
  readonly polls: number;
  readonly collector: FunctionCounts;
  readonly processor: FunctionCounts;
  /** Of sources and names. */
  readonly metrics: number;
  /** That are kept: what is written again and again is not among them. */
  readonly archiveBytes: number;
  readonly lakeBytes: number;
  /** Of these, the events' own. */
  readonly eventBytes: number;
  /** Objects with events. */
  readonly eventObjects: number;
}

/** Counts a number of polls in a row. */
export async function countPolls(rate: Rate, polls: number, detections: 'on' | 'off' = 'on'): Promise<Polls> {
  const installation = new Installation(rate, detections);
  const poll = async () => {
    for (const key of await installation.poll()) await installation.process(key);
  };
  for (let i = 0; i < POLLS_BEFORE; i++) await poll();

  const before = sizes(installation);
  installation.beginToCount();
  for (let i = 0; i < polls; i++) await poll();
  const after = sizes(installation);
  const { collector, processor, metricNames } = installation;
  return {
    rate,
    polls,
    collector,
    processor,
    metrics: metricNames.size,
    archiveBytes: after.archiveBytes - before.archiveBytes,
    lakeBytes: after.lakeBytes - before.lakeBytes,
    eventBytes: after.eventBytes - before.eventBytes,
    eventObjects: after.eventObjects - before.eventObjects,
  };
}

function sizes({ archive, lake }: Installation) {
  return {
    archiveBytes: bytesIn(archive, PREFIX.captures),
    lakeBytes: [PREFIX.events, PREFIX.receipts, PREFIX.alerts].reduce((sum, prefix) => sum + bytesIn(lake, prefix), 0),
    eventBytes: bytesIn(lake, PREFIX.events),
    eventObjects: [...lake.objects.keys()].filter((key) => key.startsWith(PREFIX.events)).length,
  };
}

function bytesIn({ objects }: MemoryObjectStore, prefix: string): number {
  return [...objects].reduce((sum, [key, body]) => (key.startsWith(prefix) ? sum + body.byteLength : sum), 0);
}
