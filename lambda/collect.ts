import { Archive, isoTime, later } from './archive/archive';
import type { Resume } from './archive/capture';
import { readState, type State, writeState } from './archive/state';
import { ApiRefusedError } from './errors';
import type { Clock } from './platform/clock';
import type { Logger } from './platform/logger';
import type { ObjectStore } from './platform/object-store';
import type { Page, PullSource } from './sources/pull-source';

const HOUR_MS = 60 * 60 * 1000;
// A restart after a refused cursor reads this much again: `from` may mean an event's own time, not its processing time.
const OVERLAP_MS = HOUR_MS;
const SWEEP_REACH_MS = 48 * HOUR_MS;
const SWEEP_EVERY_MS = 24 * HOUR_MS;
// One request with its timeout, and the commit of its page.
const PAGE_BUDGET_MS = 45_000;
// A cursor can expire once, even twice while a restart is under way; more often the API is not usable.
const MOST_REFUSALS = 5;

export interface Collection {
  /** The source's name. */
  readonly source: string;
  readonly pullSource: PullSource;
  readonly archive: ObjectStore;
  readonly lake: ObjectStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Epoch milliseconds at which the run is ended from outside; Infinity on a laptop. */
  readonly deadline: number;
  /** How far back the very first poll reaches. */
  readonly lookbackDays: number;
  /** Sweep when the last one is a day old, or at the end of every run. */
  readonly sweep: 'daily' | 'every-run';
  /** Told after every page. */
  readonly onPage?: (page: Page) => void;
}

/** What one run did. Filled while it runs, so that a failed run has counts too. */
export interface Tally {
  captures: number;
  /** Records that were archived. */
  records: number;
  /** Records that were read again and archived already. */
  duplicates: number;
  /** Records that a sweep found behind the cursor. */
  late: number;
}

export type Ending =
  | { readonly kind: 'caught-up' }
  /** The rest of the run no longer covers a page; the next run goes on. */
  | { readonly kind: 'out-of-time' }
  /** The API asks to wait longer than the run can. */
  | { readonly kind: 'throttled'; readonly until: number };

/**
 * One run of the collector: polls until it has caught up, then sweeps when a sweep is due.
 * Position and records are committed together, page by page, so it may be killed anywhere.
 * Throws what the source throws; the position stays.
 */
export async function collect(collection: Collection, tally: Tally): Promise<Ending> {
  const { source, pullSource, clock, lake, logger } = collection;
  const startedAt = clock.now();
  const hint = await readState(lake, source, logger);
  const archive = await Archive.open(collection.archive, source, pullSource, hint.state?.head);
  let sweep: SweepState = { sweptAt: hint.state?.sweptAt ?? null, sweep: hint.state?.sweep ?? null };

  const first: Resume = {
    request: pullSource.requestSince(startedAt - collection.lookbackDays * 24 * HOUR_MS),
    polledTo: null,
  };
  const isFirstRun = archive.head === undefined;
  try {
    const polled = await readOn(collection, archive, tally, 'poll', archive.head?.header.resume ?? first, first);
    // A run that began at the beginning has just read what a sweep would read.
    if (isFirstRun && !polled.refused) sweep = { ...sweep, sweptAt: isoTime(startedAt) };
    if (polled.refused) sweep = { ...sweep, sweptAt: null };
    if (polled.ending.kind !== 'caught-up' || archive.head === undefined) return polled.ending;
    if (!isSweepDue(collection, sweep, isFirstRun, startedAt)) return polled.ending;

    const beginning = sweepStart(archive, pullSource, startedAt);
    const begun = sweep.sweep ?? { startedAt: isoTime(startedAt), request: beginning.request };
    const swept = await readOn(
      collection,
      archive,
      tally,
      'sweep',
      { ...beginning, request: begun.request },
      beginning,
    );
    sweep =
      swept.ending.kind === 'caught-up'
        ? { sweptAt: begun.startedAt, sweep: null }
        : { ...sweep, sweep: { ...begun, request: swept.position.request } };
    return swept.ending;
  } finally {
    if (archive.head) await saveHint(collection, hint, { head: archive.head.header.seq, ...sweep });
  }
}

type SweepState = Pick<State, 'sweptAt' | 'sweep'>;

interface ReadOn {
  readonly ending: Ending;
  /** With which request reading goes on. */
  readonly position: Resume;
  /** The API refused a cursor on the way. */
  readonly refused: boolean;
}

/** Reads page after page from a position on and archives each, until there is no more to read or no more time. */
async function readOn(
  collection: Collection,
  archive: Archive,
  tally: Tally,
  mode: 'poll' | 'sweep',
  from: Resume,
  first: Resume,
): Promise<ReadOn> {
  const { pullSource, clock, deadline, logger, source } = collection;
  const lastStart = deadline - PAGE_BUDGET_MS;
  const watermark = archive.head?.header.watermark ?? null;
  const asked = new Set<string>();
  let position = from;
  let refusals = 0;
  const ended = (ending: Ending): ReadOn => ({ ending, position, refused: refusals > 0 });

  for (;;) {
    if (clock.now() > lastStart) return ended({ kind: 'out-of-time' });
    asked.add(JSON.stringify(position.request));
    const answer = await pullSource.ask(position.request, lastStart);

    if (answer.kind === 'throttled') return ended(answer);
    if (answer.kind === 'cursor-refused') {
      refusals += 1;
      if (refusals > MOST_REFUSALS) {
        throw new ApiRefusedError(
          `The API of ${source} refused its own cursor ${refusals} times in one run. Nothing is lost: the position stays at ${position.polledTo ?? 'the beginning'}.`,
        );
      }
      logger.warn('The API refused its cursor; reading again from the last known time, with an overlap.', {
        source,
        mode,
        polledTo: position.polledTo,
      });
      position = restart(position, first, pullSource);
      asked.clear();
      continue;
    }

    const { page } = answer;
    collection.onPage?.(page);
    if (page.records.length === 0) return ended({ kind: 'caught-up' });

    // Without a cursor the position is the request just made, to be repeated.
    const next: Resume = {
      request: page.next ?? position.request,
      polledTo: later(position.polledTo, newestOf(page)),
    };
    const { fresh, raced } = await archive.append(
      page,
      mode,
      mode === 'poll' ? next : (archive.head?.header.resume ?? next),
    );
    tally.captures += fresh.length > 0 ? 1 : 0;
    tally.records += fresh.length;
    tally.duplicates += page.records.length - fresh.length;
    if (mode === 'sweep') tally.late += countLate(page, fresh, watermark, logger, source);

    if (raced && mode === 'poll') {
      position = archive.head?.header.resume ?? next;
      asked.clear();
      continue;
    }
    position = next;
    if (page.next === undefined || asked.has(JSON.stringify(page.next))) return ended({ kind: 'caught-up' });
  }
}

function restart(position: Resume, first: Resume, pullSource: PullSource): Resume {
  if (position.polledTo === null) return first;
  return { ...position, request: pullSource.requestSince(Date.parse(position.polledTo) - OVERLAP_MS) };
}

function isSweepDue(collection: Collection, { sweptAt }: SweepState, isFirstRun: boolean, now: number) {
  if (sweptAt === null) return true;
  return collection.sweep === 'every-run' ? !isFirstRun : now - Date.parse(sweptAt) >= SWEEP_EVERY_MS;
}

// From the watermark, not from now: after days of silence there is just as much to sweep.
function sweepStart(archive: Archive, pullSource: PullSource, now: number): Resume {
  const watermark = archive.head?.header.watermark;
  const end = watermark ? Date.parse(watermark) : now;
  return { request: pullSource.requestSince(end - SWEEP_REACH_MS), polledTo: null };
}

function newestOf(page: Page): string | null {
  const newest = page.times.reduce<number>((latest, time) => Math.max(latest, time ?? -Infinity), -Infinity);
  return newest === -Infinity ? null : isoTime(newest);
}

// What is newer than the watermark only appeared while the sweep ran; polling would have met it as well.
function countLate(page: Page, fresh: readonly number[], watermark: string | null, logger: Logger, source: string) {
  const limit = watermark === null ? Number.NEGATIVE_INFINITY : Date.parse(watermark);
  const late = fresh.filter((i) => (page.times[i] ?? Infinity) < limit).length;
  if (late > 0) logger.warn('The sweep found records that had appeared behind the cursor.', { source, late });
  return late;
}

// The hint is written even when the run failed, and its loss fails no run: the captures are committed.
async function saveHint(collection: Collection, before: Awaited<ReturnType<typeof readState>>, state: State) {
  const { lake, source, logger } = collection;
  try {
    await writeState(lake, source, before, state);
  } catch (error) {
    logger.warn('The state hint was not written; the next run searches for the head.', { source, error });
  }
}
