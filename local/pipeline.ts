import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { captureKey, capturePrefix, parseCaptureKey } from '../lambda/archive/capture';
import type { Detector } from '../lambda/detection/detector';
import { SettingError } from '../lambda/errors';
import { receiptKey } from '../lambda/lake/layout';
import type { Clock } from '../lambda/platform/clock';
import type { Logger } from '../lambda/platform/logger';
import type { Metrics } from '../lambda/platform/metrics';
import type { Notifier } from '../lambda/platform/notifier';
import type { Ending, Tally } from '../lambda/read-on';
import { runCollector } from '../lambda/run-collector';
import { runProcessor } from '../lambda/run-processor';
import type { PullKind } from '../lambda/sources/kinds';
import type { Page, PullSource } from '../lambda/sources/pull-source';
import { DirectoryObjectStore } from './directory-object-store';
import { watchedObjectStore } from './watched-object-store';

/** The stores of one source in a directory, and its runs. */
export interface LocalPipeline {
  readonly source: string;
  readonly archive: DirectoryObjectStore;
  readonly lake: DirectoryObjectStore;
  readonly notifyDays: number;
  /** Polls until caught up and processes every capture, those that an earlier run left included. */
  run(
    kind: PullKind,
    pullSource: PullSource,
    sweep: 'daily' | 'every-run',
    onPage: (page: Page) => void,
  ): Promise<LocalRun>;
}

/** What one run did. */
export interface LocalRun {
  readonly ending: Ending;
  readonly tally: Readonly<Tally>;
  /** Captures that an earlier run had committed but not processed. */
  readonly leftOver: number;
}

/** What a pipeline works with. */
export interface PipelineSettings {
  readonly lookbackDays: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly detector: Detector;
  readonly notifier: Notifier;
  readonly notifyDays: number;
}

// Whoever runs here may tell what an earlier run left: on a laptop to hear it twice is better than late.
const RUN = 'laptop';

// A laptop's counts are shown at the end of the run; nobody collects them.
const noMetrics: Metrics = { publish: async () => {} };

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
  const process = (key: string) => runProcessor(key, { ...settings, archive, lake, metrics: noMetrics, run: RUN });

  return {
    source,
    notifyDays: settings.notifyDays,
    archive,
    lake,
    async run(kind, pullSource, sweep, onPage) {
      const leftOver = await unprocessed(archive, lake, source);
      // One after the other; what fails is told at the end, so that a capture that cannot be processed stops no polling.
      const failures: unknown[] = [];
      let processing = Promise.resolve();
      const processNext = (key: string) => {
        processing = processing.then(() => process(key)).then(nothing, (error: unknown) => void failures.push(error));
      };
      for (const key of leftOver) processNext(key);
      const collected = await runCollector({
        source,
        kind,
        pullSource,
        archive: watchedObjectStore(archive, processNext),
        lake,
        metrics: noMetrics,
        clock,
        logger,
        deadline: Number.POSITIVE_INFINITY,
        lookbackDays,
        sweep,
        onPage,
      }).finally(() => processing);
      if (failures.length > 0) throw failures[0];
      return { ...collected, leftOver: leftOver.length };
    },
  };
}

async function makeWritable(folder: string, directory: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SettingError(
      `--lake: ${directory} cannot be used (${reason}); name a directory that can be written to.`,
      {
        cause,
      },
    );
  }
}

function nothing(): void {}

async function unprocessed(archive: DirectoryObjectStore, lake: DirectoryObjectStore, source: string) {
  const keys: string[] = [];
  for await (const key of archive.list(capturePrefix(source))) {
    const capture = parseCaptureKey(key);
    if (capture && !(await lake.exists(receiptKey(source, capture.seq)))) keys.push(captureKey(source, capture.seq));
  }
  return keys;
}
