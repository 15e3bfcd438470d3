import { Archive, isoTime } from '../../lambda/archive/archive';
import { NO_PAGES, type ReadContext, readPages, type Tally } from '../../lambda/collect/read-pages';
import { ApiRefusedError, ApiUnavailableError, SettingError } from '../../lambda/errors';
import type { Clock } from '../../lambda/platform/clock';
import type { Logger } from '../../lambda/platform/logger';
import type { ObjectStore } from '../../lambda/platform/object-store';
import { isObject } from '../../lambda/schema/canonical-json';
import type { Page, PullSource } from '../../lambda/sources/pull-source';
import type { PullKind } from '../../lambda/sources/pullers';
import { type BackfillProgress, forgetBackfill, readBackfill, saveBackfill } from './backfill-state';

/** What a backfill works with. */
export interface BackfillContext {
  /** The source's name. */
  readonly source: string;
  readonly kind: PullKind;
  readonly pullSource: PullSource;
  readonly archive: ObjectStore;
  readonly lake: ObjectStore;
  /** Its `sleep` is to reject when the signal is aborted. */
  readonly clock: Clock;
  readonly logger: Logger;
  /** As it was asked for, such as `7d`. */
  readonly asked: string;
  /** What that means now, in epoch milliseconds. */
  readonly since: number;
  /** Aborted to stop; another run can continue. */
  readonly signal: AbortSignal;
  /** Called before the first page when it continues an earlier run. */
  readonly onResumed: (progress: BackfillProgress) => void;
  readonly onPage: (page: Page) => void;
}

/** What a backfill did, together with the earlier runs that it continued. */
export interface Backfilled {
  /** ISO 8601: the span that was read. */
  readonly from: string;
  readonly to: string;
  readonly ending: 'through' | 'stopped';
  /** ISO 8601: time of the oldest record that the API returned. If later than `from`, the API has nothing older, or no longer. */
  readonly oldest: string | undefined;
  /** Records that the API returned. */
  readonly read: number;
  /** Those that were not in the archive, and are now. */
  readonly missing: number;
}

/**
 * Reads everything since a time from the API again, and archives what is missing. The position of polling does not change.
 * Waits as long as the API says. Throws `SettingError` when there is nothing to fill, and what the source throws.
 */
export async function backfill(backfilling: BackfillContext): Promise<Backfilled> {
  const { source, kind, lake, asked } = backfilling;
  const archive = await Archive.open(backfilling.archive, source, kind, undefined);
  const feed = await polledFeed(archive, backfilling);
  const tally: Tally = { ...NO_PAGES };
  const since = isoTime(backfilling.since);
  const request = backfilling.pullSource.requestSince(backfilling.since);
  const beginning: BackfillProgress = { asked, feed, since, request, read: 0, missing: 0 };
  const earlier = await readBackfill(lake, source, { asked, feed });
  if (earlier === undefined) return readThrough(backfilling, archive, tally, beginning);
  backfilling.onResumed(earlier);
  return readThrough(backfilling, archive, tally, earlier).catch((error: unknown) => {
    // If the API refuses to continue from the saved request, start anew.
    if (tally.pages > 0 || !(error instanceof ApiRefusedError)) throw error;
    return readThrough(backfilling, archive, tally, beginning);
  });
}

async function readThrough(
  backfilling: BackfillContext,
  archive: Archive,
  tally: Tally,
  before: BackfillProgress,
): Promise<Backfilled> {
  const { source, pullSource, lake, clock, logger, signal } = backfilling;
  let progress = before;
  const startedAt = clock.now();
  const ended = (ending: Backfilled['ending']): Backfilled => ({
    ending,
    ...countsOf(before, tally),
    from: progress.since,
    to: isoTime(startedAt),
    oldest: progress.oldest,
  });
  const context: ReadContext = {
    source,
    clock,
    logger,
    pullSource: endingAt(pullSource, startedAt),
    deadline: Number.POSITIVE_INFINITY,
    async onPage(page: Page) {
      // Everything before this page is archived: the next run continues here.
      progress = { ...progress, ...oldestOf(progress, page), request: page.request.query, ...countsOf(before, tally) };
      await saveBackfill(lake, source, progress);
      signal.throwIfAborted();
      backfilling.onPage(page);
    },
  };
  const beginning = { request: pullSource.requestSince(Date.parse(before.since)), polledTo: null };
  try {
    for (let position = { request: progress.request, polledTo: null as string | null }; ; ) {
      const read = await readPages({ context, archive, tally, mode: 'backfill', from: position, beginning });
      if (read.ending.kind === 'caught-up') break;
      if (read.ending.kind === 'out-of-time') throw new ApiUnavailableError(`The API of ${source} ${TOO_LONG}`);
      position = read.position;
      await waitUntil(read.ending.until, clock);
    }
  } catch (error) {
    if (signal.aborted && isObject(error) && error.name === 'AbortError') return ended('stopped');
    throw error;
  }
  await forgetBackfill(lake, source);
  return ended('through');
}

// A timer of more than 24 days fires at once, and would flood the API with requests.
const LONGEST_SLEEP_MS = 24 * 60 * 60 * 1000;

async function waitUntil(time: number, clock: Clock): Promise<void> {
  for (let left = time - clock.now(); left > 0; left = time - clock.now()) {
    await clock.sleep(Math.min(left, LONGEST_SLEEP_MS));
  }
}

const TOO_LONG = 'has worked on one query for too long. Nothing is lost. To continue, run the same command again.';

function countsOf(
  before: BackfillProgress,
  { records, duplicates }: Tally,
): Pick<BackfillProgress, 'read' | 'missing'> {
  return { read: before.read + records + duplicates, missing: before.missing + records };
}

// A record older than requested has a time that cannot be trusted.
function oldestOf({ oldest, since }: BackfillProgress, { times }: Page): Pick<BackfillProgress, 'oldest'> {
  const begin = Date.parse(since);
  const known = [oldest === undefined ? undefined : Date.parse(oldest), ...times].flatMap((time) =>
    time !== undefined && time >= begin ? [time] : [],
  );
  return known.length === 0 ? {} : { oldest: isoTime(Math.min(...known)) };
}

// A capture of another feed would make polling start anew.
async function polledFeed(archive: Archive, { source, pullSource }: BackfillContext): Promise<string> {
  if (archive.head === undefined) {
    throw new SettingError(
      `${source} has archived nothing yet. Its first poll reaches back by itself: no backfill is needed.`,
    );
  }
  const feed = await pullSource.feed();
  const { path } = archive.head.header.request;
  if (feed === path) return feed;
  throw new SettingError(
    `The credential is for ${feed}, but ${source} was last polled from ${path}. Enter the earlier credential with connect, or poll with this one first.`,
  );
}

/** The source up to a time. Polling reads what is newer. */
function endingAt(source: PullSource, end: number): PullSource {
  return {
    traffic: source.traffic,
    feed: () => source.feed(),
    requestSince: (time) => source.requestSince(time),
    async fetchPage(request, lastStart) {
      const answer = await source.fetchPage(request, lastStart);
      if (answer.kind !== 'page') return answer;
      const { times, receivedAt } = answer.page;
      // A record with a time in the future does not make its page the last one.
      const isLast = times.some((time) => time !== undefined && time >= end && time <= receivedAt);
      return isLast ? { kind: 'page', page: { ...answer.page, isLast } } : answer;
    },
  };
}
