import { type LastRun, readState } from '../../lambda/archive/state';
import { CredentialRejectedError, NewerFormatError } from '../../lambda/errors';
import { MOST_MISSED_RUNS } from '../../lambda/names';
import type { Logger } from '../../lambda/platform/logger';
import type { ObjectStore } from '../../lambda/platform/object-store';
import { bad, type Finding, good, warning } from './finding';

/** A source that is polled. */
export interface PolledSource {
  readonly name: string;
  readonly lake: ObjectStore;
  /** Minutes between two runs; undefined where there is no schedule. */
  readonly intervalMinutes: number | undefined;
  readonly logger: Logger;
}

const MINUTE_MS = 60_000;
const RECENT_MS = 24 * 60 * MINUTE_MS;

/** How the last run of the collector ended, and whether another is overdue. */
export async function checkLastRun(source: PolledSource, now: number): Promise<readonly Finding[]> {
  const { name, lake, intervalMinutes, logger } = source;
  const about = `${name}, last run`;
  const stored = await readState(lake, name, logger);
  if (stored.kind === 'unreadable' && stored.problem instanceof NewerFormatError) {
    return [bad(about, stored.problem.message, 'See docs/upgrade.md.')];
  }
  const lastRun = stored.value?.lastRun;
  if (!lastRun) return [warning(about, 'no run has ended yet', 'Wait for the next one.')];
  const isOverdue =
    intervalMinutes !== undefined && now - Date.parse(lastRun.endedAt) > MOST_MISSED_RUNS * intervalMinutes * MINUTE_MS;
  const overdue = bad(about, `none since ${lastRun.endedAt}`, 'See docs/runbook.md#notrunning.');
  return [endingOf(about, lastRun), ...recentFailure(about, lastRun, now), ...(isOverdue ? [overdue] : [])];
}

// The last run may have succeeded while others fail now and then.
function recentFailure(about: string, { ending, failure }: LastRun, now: number): readonly Finding[] {
  if (ending === 'failed' || failure === null || now - Date.parse(failure.at) > RECENT_MS) return [];
  return [warning(about, `an earlier run failed at ${failure.at}: ${failure.reason}`, 'See docs/runbook.md#failing.')];
}

function endingOf(about: string, { ending, endedAt, failure, caughtUpAt }: LastRun): Finding {
  const before =
    caughtUpAt === null ? 'no run has caught up yet' : `the last run that caught up ended at ${caughtUpAt}`;
  switch (ending) {
    case 'caught-up':
      return good(about, `caught up at ${endedAt}`);
    case 'out-of-time':
      return warning(
        about,
        `ended at ${endedAt} with more to read; ${before}`,
        'The next run continues. See docs/runbook.md#lag.',
      );
    case 'throttled':
      return warning(
        about,
        `the API said to wait, at ${endedAt}; ${before}`,
        'The next run continues. See docs/runbook.md#lag.',
      );
    case 'failed':
      return bad(
        about,
        `failed at ${endedAt}: ${failure?.reason.replace(/\.$/, '') ?? 'no reason was recorded'}; ${before}`,
        failure?.reason.startsWith(CredentialRejectedError.name)
          ? 'See docs/runbook.md#credentialrejected.'
          : 'See docs/runbook.md#failing.',
      );
  }
}
