import { type Archive, isoTime, later } from '../archive/archive';
import type { CaptureHeader, CaptureMode, Resume } from '../archive/capture';
import { ApiRefusedError } from '../errors';
import type { Clock } from '../platform/clock';
import type { Logger } from '../platform/logger';
import { recordDigest } from '../schema/canonical-json';
import type { Page, PullSource, RequestParameters } from '../sources/pull-source';

// A restart after a refused cursor reads this much again: `from` may mean an event's own time, not its processing time.
const OVERLAP_MS = 60 * 60 * 1000;
// One request with its timeout, and the commit of its page.
const PAGE_BUDGET_MS = 45_000;
// A cursor can expire once, even twice while a restart is under way; more often the API is not usable.
const MOST_REFUSALS = 5;
// Duplicate pages happen; so many in a row, with nothing new among them, are one last page served for ever.
const MOST_IDLE_PAGES = 10;

/** What reading on needs, whatever it reads. */
export interface Reading {
  /** The source's name. */
  readonly source: string;
  readonly pullSource: PullSource;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Epoch milliseconds at which the run is ended from outside; Infinity on a laptop. */
  readonly deadline: number;
  /** Told of every page before it is archived: all that came before is. What it throws ends the run. */
  readonly onPage?: (page: Page) => void | Promise<void>;
}

/** What one run did. Filled while it runs, so that a failed run has counts too. */
export interface Tally {
  /** Pages received, empty ones included. */
  pages: number;
  captures: number;
  /** Records that were archived. */
  records: number;
  /** Records that were read again and archived already. */
  duplicates: number;
  /** Records that a sweep found behind the cursor. */
  late: number;
  /** Milliseconds by which polling is behind now, while the API has more. */
  lag: number;
}

/** How a run ended that did not fail. */
export type Ending =
  | { readonly kind: 'caught-up' }
  /** The rest of the run no longer covers a page, or did not cover what the API had to do for one; the next run goes on. */
  | { readonly kind: 'out-of-time' }
  /** The API asks to wait longer than the run can. */
  | { readonly kind: 'throttled'; readonly until: number };

/** Why it is read; only polling moves the position. */
export type ReadingMode = Exclude<CaptureMode, 'push'>;

/** How far reading on came. */
export interface ReadTo {
  readonly ending: Ending;
  /** With which request reading goes on. */
  readonly position: Resume;
  /** The API refused a cursor on the way. */
  readonly refused: boolean;
}

/**
 * Reads page after page from a position on and archives each, until there is no more to read or no more time.
 * `first` is where to begin when the API refuses a cursor before any time was reached.
 */
export async function readPages(
  reading: Reading,
  archive: Archive,
  tally: Tally,
  mode: ReadingMode,
  from: Resume,
  first: Resume,
): Promise<ReadTo> {
  const { pullSource, clock, logger, source } = reading;
  const lastStart = reading.deadline - PAGE_BUDGET_MS;
  const watermark = archive.head?.header.watermark ?? null;
  let headway = new Headway();
  let position = from;
  let refusals = 0;
  let idle: Page | undefined;
  const ended = (ending: Ending): ReadTo => ({ ending, position, refused: refusals > 0 });
  // A run of nothing but duplicates has come further, which no capture says: each run would read them again, and end there.
  const interrupted = async (ending: Ending) => {
    if (mode === 'poll' && idle && archive.head) tally.captures += await keepPosition(archive, idle, position);
    return ended(ending);
  };

  for (;;) {
    if (clock.now() > lastStart) return interrupted({ kind: 'out-of-time' });
    headway.ask(position.request);
    const answer = await pullSource.ask(position.request, lastStart);

    if (answer.kind === 'throttled') return interrupted(answer);
    if (answer.kind === 'unfinished') return interrupted({ kind: 'out-of-time' });
    if (answer.kind === 'cursor-refused') {
      refusals += 1;
      const { polledTo } = position;
      if (refusals > MOST_REFUSALS) {
        throw new ApiRefusedError(
          `The API of ${source} refused its own cursor ${refusals} times in one run. Nothing is lost: the position stays at ${polledTo ?? 'the beginning'}.`,
        );
      }
      logger.warn('The API refused its cursor; reading again, with an overlap.', { source, mode, polledTo });
      position = restart(position, first, pullSource);
      headway = new Headway();
      idle = undefined;
      continue;
    }

    const { page } = answer;
    tally.pages += 1;
    await reading.onPage?.(page);
    if (page.records.length === 0 && page.isLast !== false) return ended({ kind: 'caught-up' });

    // Without a cursor the position is the request just made, to be repeated.
    const next: Resume = { request: page.next ?? position.request, polledTo: later(position.polledTo, newestOf(page)) };
    const { fresh, raced } = await archive.append(page, mode, next);
    tally.captures += fresh.length > 0 ? 1 : 0;
    tally.records += fresh.length;
    tally.duplicates += page.records.length - fresh.length;
    if (mode === 'sweep') tally.late += countLate(page, fresh, watermark, logger, source);

    if (raced && mode === 'poll') {
      position = archive.head?.header.resume ?? next;
      headway = new Headway();
      idle = undefined;
      continue;
    }
    position = next;
    if (fresh.length > 0) idle = undefined;
    else if (page.records.length > 0) idle = page;
    if (page.next === undefined || page.isLast || headway.goesInCircles(page, page.next, fresh.length)) {
      return ended({ kind: 'caught-up' });
    }
  }
}

/** Tells reading on from going round in circles: cursors that come back, or ever new ones to the same old pages. */
class Headway {
  readonly #asked = new Set<string>();
  readonly #pages = new Set<string>();
  #idlePages = 0;

  ask(request: RequestParameters): void {
    this.#asked.add(JSON.stringify(request));
  }

  goesInCircles({ records }: Page, next: RequestParameters, fresh: number): boolean {
    if (this.#asked.has(JSON.stringify(next))) return true;
    if (fresh > 0) {
      this.#idlePages = 0;
      return false;
    }
    const page = recordDigest(records);
    this.#idlePages = this.#pages.has(page) ? this.#idlePages + 1 : 0;
    this.#pages.add(page);
    return this.#idlePages >= MOST_IDLE_PAGES;
  }
}

// Number of captures that it took.
async function keepPosition(archive: Archive, page: Page, position: Resume): Promise<number> {
  const before = archive.head?.header.seq;
  const { raced } = await archive.append(page, 'poll', position, 'position');
  return !raced && archive.head?.header.seq !== before ? 1 : 0;
}

function restart(position: Resume, first: Resume, pullSource: PullSource): Resume {
  if (position.polledTo === null) return first;
  return { ...position, request: pullSource.requestSince(Date.parse(position.polledTo) - OVERLAP_MS) };
}

function newestOf(page: Page): string | null {
  const newest = page.times.reduce<number>((latest, time) => Math.max(latest, time ?? -Infinity), -Infinity);
  return newest === -Infinity ? null : isoTime(newest);
}

// What is newer than the watermark only appeared while the sweep ran; polling would have met it as well.
function countLate(
  page: Page,
  fresh: readonly number[],
  watermark: CaptureHeader['watermark'],
  logger: Logger,
  source: string,
): number {
  const limit = watermark === null ? Number.NEGATIVE_INFINITY : Date.parse(watermark);
  const late = fresh.filter((i) => (page.times[i] ?? Infinity) < limit).length;
  if (late > 0) logger.warn('The sweep found records that had appeared behind the cursor.', { source, late });
  return late;
}
