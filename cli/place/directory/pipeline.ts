import { join } from 'node:path';
import { runCollector } from '../../../lambda/collect/collector-run';
import type { Ending, Tally } from '../../../lambda/collect/read-pages';
import type { Page, PullSource } from '../../../lambda/sources/pull-source';
import type { PullKind } from '../../../lambda/sources/pullers';
import { unprocessedCaptures } from '../unprocessed';
import { DirectoryObjectStore } from './directory-object-store';
import { makeWritable } from './lake-directory';
import { directoryProcessor, noMetrics, type ProcessingSettings } from './processing';
import { ProcessingQueue } from './processing-queue';
import { watchedObjectStore } from './watched-object-store';

/** The stores of one source in a directory, and its runs. */
export interface LocalPipeline {
  readonly source: string;
  readonly archive: DirectoryObjectStore;
  readonly lake: DirectoryObjectStore;
  readonly notifyDays: number;
  /** Polls until caught up and processes every capture, those that an earlier run left included. */
  run(polling: LocalPolling): Promise<LocalRun>;
}

/** How one run polls. */
export interface LocalPolling {
  readonly kind: PullKind;
  readonly pullSource: PullSource;
  readonly sweep: 'daily' | 'every-run';
  readonly onPage: (page: Page) => void;
  /** Epoch milliseconds by which it ends, caught up or not. @default none */
  readonly deadline?: number;
}

/** What one run did. */
export interface LocalRun {
  readonly ending: Ending;
  readonly tally: Readonly<Tally>;
  /** Captures that an earlier run had committed but not processed. */
  readonly leftOver: number;
}

/** What a pipeline works with. */
export interface PipelineSettings extends ProcessingSettings {
  readonly lookbackDays: number;
}

/**
 * The collector and the processor over a directory with the layout of the two buckets: `archive/` and `lake/`.
 * Throws `SettingError` when the directory cannot be written to.
 */
export async function openPipeline(
  directory: string,
  source: string,
  settings: PipelineSettings,
): Promise<LocalPipeline> {
  const archive = new DirectoryObjectStore(join(directory, 'archive'));
  const lake = new DirectoryObjectStore(join(directory, 'lake'));
  for (const part of ['archive', 'lake']) await makeWritable(join(directory, part), directory);
  await Promise.all([archive.removeLeftovers(), lake.removeLeftovers()]);
  const { clock, logger, lookbackDays } = settings;
  const process = directoryProcessor({ archive, lake }, settings);

  return {
    source,
    notifyDays: settings.notifyDays,
    archive,
    lake,
    async run({ deadline = Number.POSITIVE_INFINITY, ...polling }) {
      const leftOver = await unprocessedCaptures({ archive, lake }, source);
      const queue = new ProcessingQueue(process);
      for (const key of leftOver) queue.add(key);
      const collected = await runCollector({
        ...polling,
        source,
        archive: watchedObjectStore(archive, (key) => queue.add(key)),
        lake,
        metrics: noMetrics,
        clock,
        logger,
        deadline,
        lookbackDays,
      }).finally(() => queue.settled());
      queue.throwFailure();
      return { ...collected, leftOver: leftOver.length };
    },
  };
}
