import { findHead } from '../../lambda/archive/head';
import { readState } from '../../lambda/archive/state';
import { readReceipt } from '../../lambda/lake/receipt';
import type { Clock } from '../../lambda/platform/clock';
import type { Logger } from '../../lambda/platform/logger';
import { bad, type Finding, good, warning } from '../../local/doctor/finding';
import type { SourceLog } from '../../local/source-log';

const LOOK_EVERY_MS = 3_000;
// A run lasts as long as its interval, a quarter of an hour at most; and its captures are processed in seconds.
const MOST_MS = 17 * 60_000;

/** A log, and how to have its collector run. */
export interface AwaitedLog extends SourceLog {
  readonly logger: Logger;
  readonly clock: Clock;
  /** Has the collector run, now or soon. */
  readonly start: () => Promise<void>;
}

/** Has the collector run, and waits for its first events, or for the end of the run. */
export async function awaitFirstRun(log: AwaitedLog): Promise<Finding> {
  const { name, archive, lake, logger, clock } = log;
  const about = `${name}, first events`;
  const before = await findHead(archive, name, undefined);
  const startedAt = clock.now();
  await log.start();
  for (let next = before + 1; clock.now() - startedAt < MOST_MS; await clock.sleep(LOOK_EVERY_MS)) {
    for (let receipt = await readReceipt(lake, name, next); receipt; receipt = await readReceipt(lake, name, next)) {
      const { events } = receipt.counts;
      if (events > 0) return good(about, `${events} are in the lake, from capture ${next}; more may follow`);
      next += 1;
    }
    const { state } = await readState(lake, name, logger);
    const lastRun = state?.lastRun;
    if (!lastRun || Date.parse(lastRun.endedAt) < startedAt) continue;
    if (lastRun.ending === 'failed') {
      return bad(about, `the collector failed: ${lastRun.failure ?? 'it did not say why'}`, 'docs/runbook.md#failing');
    }
    const isProcessed = (await findHead(archive, name, before)) < next;
    if (isProcessed && lastRun.ending === 'caught-up') {
      return good(about, 'the collector has read all that there is; nothing of it was new');
    }
    if (isProcessed) return warning(about, 'the API asks the collector to wait', 'The next run goes on by itself.');
  }
  return warning(about, `none within ${MOST_MS / 60_000} minutes`, 'docs/runbook.md#notrunning');
}
