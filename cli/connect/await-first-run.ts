import { findHead } from '../../lambda/archive/head';
import { type LastRun, readState } from '../../lambda/archive/state';
import { readReceipt } from '../../lambda/lake/receipt';
import { LONGEST_RUN_MINUTES } from '../../lambda/names';
import type { Clock } from '../../lambda/platform/clock';
import type { Logger } from '../../lambda/platform/logger';
import { bad, type Finding, good, warning } from '../doctor/finding';
import type { SourceLog } from '../place/source-log';
import { pluralize } from '../terminal/figures';

const LOOK_EVERY_MS = 3_000;
// A run lasts as long as its interval at most; its captures are processed within seconds.
const MOST_MS = (LONGEST_RUN_MINUTES + 2) * 60_000;
// A run that was under way when the credential was entered may still fail with the one before it.
const ANOTHER_MS = 60_000;

/** A source's log, and how to start its collector. */
export interface AwaitedLog extends SourceLog {
  readonly logger: Logger;
  readonly clock: Clock;
  /** Starts the collector, now or soon. */
  readonly start: () => Promise<void>;
}

/** Starts the collector, and waits for the first events or the end of the run. */
export async function awaitFirstRun(log: AwaitedLog): Promise<Finding> {
  const { name, archive, lake, logger, clock } = log;
  const about = `${name}, first events`;
  const lastRun = async () => (await readState(lake, name, logger)).value?.lastRun ?? undefined;
  // A new run is recognised by another end time; clocks may differ.
  const before = (await lastRun())?.endedAt;
  const first = (await findHead(archive, name, undefined)) + 1;
  const startedAt = clock.now();
  let next = first;
  let rejected = 0;
  let failedAt: number | undefined;
  await log.start();
  for (; clock.now() - startedAt < MOST_MS; await clock.sleep(LOOK_EVERY_MS)) {
    for (let receipt = await readReceipt(lake, name, next); receipt; receipt = await readReceipt(lake, name, next)) {
      const { events } = receipt.counts;
      if (events > 0)
        return good(about, `${pluralize(events, 'event')} in the lake, from capture ${next}; more may follow`);
      rejected += receipt.counts.rejected;
      next += 1;
    }
    const run = await lastRun();
    if (run === undefined || run.endedAt === before) continue;
    if (run.ending === 'failed') {
      failedAt ??= clock.now();
      if (clock.now() - failedAt < ANOTHER_MS) continue;
      const reason = run.failure?.reason ?? 'no reason was recorded';
      return bad(about, `the collector failed: ${reason}`, 'See docs/runbook.md#failing.');
    }
    if ((await findHead(archive, name, undefined)) < next) return endingOf(about, run, rejected);
  }
  const waiting = (await findHead(archive, name, undefined)) >= next;
  const minutes = MOST_MS / 60_000;
  if (waiting) {
    return warning(
      about,
      `capture ${next} is not processed after ${minutes} minutes`,
      'See docs/runbook.md#processor-failing.',
    );
  }
  return warning(about, `no run has ended within ${minutes} minutes`, 'See docs/runbook.md#notrunning.');
}

// Everything that arrived is processed, and has no event.
function endingOf(about: string, { ending }: LastRun, rejected: number): Finding {
  if (rejected > 0) {
    return warning(
      about,
      `none yet: ${pluralize(rejected, 'record')} did not match the schema`,
      'See docs/runbook.md#rejected.',
    );
  }
  if (ending === 'caught-up') return good(about, 'the collector has read everything; nothing was new');
  const why = ending === 'throttled' ? 'the API said to wait' : 'the run ended before it had read everything';
  return warning(about, why, 'The next run continues by itself.');
}
