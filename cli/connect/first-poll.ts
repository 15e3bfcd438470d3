import { PAGE_BUDGET_SECONDS } from '../../lambda/names';
import { systemClock } from '../../lambda/platform/clock';
import { PULLERS } from '../../lambda/sources/pullers';
import type { DirectorySource } from '../place/directory/directory-source';
import { openPipeline } from '../place/directory/pipeline';
import { configuredDetectionSettings } from '../place/directory/processing';
import { progressBar } from '../terminal/progress';
import { TerminalLogger } from '../terminal/terminal-logger';
import { TerminalNotifier } from '../terminal/terminal-notifier';

// Pages are read for 15 seconds; the rest of the run is for the page in progress.
const LENGTH_MS = (15 + PAGE_BUDGET_SECONDS) * 1000;

/** What a first poll found. */
export interface FirstPoll {
  readonly records: number;
  readonly caughtUp: boolean;
}

/** Polls into a directory for a quarter of a minute, or until it has caught up. Throws what a run throws. */
export async function firstPoll(source: DirectorySource, directory: string, lookbackDays: number): Promise<FirstPoll> {
  const { name, kind, apiBaseUrl, secret } = source;
  const logger = new TerminalLogger();
  const notifier = new TerminalNotifier();
  const settings = { lookbackDays, clock: systemClock, logger, notifier, ...configuredDetectionSettings() };
  const pipeline = await openPipeline(directory, name, settings);
  const progress = progressBar('First poll', systemClock.now);
  const pullSource = PULLERS[kind].open({ apiBaseUrl, secret, clock: systemClock, random: Math.random });
  const deadline = systemClock.now() + LENGTH_MS;
  try {
    const run = await pipeline.run({ kind, pullSource, sweep: 'daily', onPage: progress.onPage, deadline });
    const caughtUp = run.ending.kind === 'caught-up';
    if (caughtUp) progress.complete();
    return { records: run.tally.records, caughtUp };
  } finally {
    progress.stop();
    logger.flush();
    for (const line of notifier.takeLines()) process.stderr.write(`${line}\n`);
  }
}
