import { type Archive, isoTime, later } from '../archive/archive';
import type { CaptureMode, Resume } from '../archive/capture';
import { ApiRefusedError } from '../errors';
import { PAGE_BUDGET_SECONDS } from '../names';
import type { Clock } from '../platform/clock';
import type { Logger } from '../platform/logger';
import { recordDigest } from '../schema/canonical-json';
import type { Page, PullSource, RequestParameters } from '../sources/pull-source';

// A restart after a refused cursor reads this much again: `from` may mean an event's own time, not its processing time.
const OVERLAP_MS = 60 * 60 * 1000;
// A cursor can expire once, even twice during a restart; more often, the API is not usable.
const MOST_REFUSALS = 5;
// Duplicate pages happen; so many in a row with nothing new are one last page served for ever.
const MOST_IDLE_PAGES = 10;

/** What reading needs, for a poll, a sweep and a backfill alike. */
export interface ReadContext {
  /** The source's name. */
  readonly source: string;
  readonly pullSource: PullSource;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Epoch milliseconds at which the run is ended from outside; Infinity on a laptop. */
  readonly deadline: number;
  /** Called with every page before it is archived: all earlier pages are. What it throws ends the run. */
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

/** The tally of a run that has read nothing yet. */
export const NO_PAGES: Readonly<Tally> = { pages: 0, captures: 0, records: 0, duplicates: 0, late: 0, lag: 0 };

/** How a run ended that did not fail. */
export type Ending =
  | { readonly kind: 'caught-up' }
  /** The time left does not cover another page, or did not cover the API's work for one; the next run continues. */
  | { readonly kind: 'out-of-time' }
  /** The API asks to wait longer than the run can. */
  | { readonly kind: 'throttled'; readonly until: number };

/** Why pages are read; only polling moves the position. */
export type ReadMode = Exclude<CaptureMode, 'push'>;

/** What to read, and where to archive it. */
export interface ReadOptions {
  readonly context: ReadContext;
  readonly archive: Archive;
  readonly tally: Tally;
  readonly mode: ReadMode;
  /** The position to read from. */
  readonly from: Resume;
  /** Where to start again when the API refuses a cursor before any time was reached. */
  readonly beginning: Resume;
}

/** How far reading came. */
export interface ReadResult {
  readonly ending: Ending;
  /** The request with which reading continues. */
  readonly position: Resume;
  /** Whether the API refused a cursor on the way. */
  readonly refused: boolean;
}

/** Reads page after page and archives each, until the API has no more or the time is over. */
export async function readPages({ context, archive, tally, mode, from, beginning }: ReadOptions): Promise<ReadResult> {
  const { source, pullSource, clock, logger } = context;
  const lastStart = context.deadline - PAGE_BUDGET_SECONDS * 1000;
  const watermark = archive.head?.header.watermark ?? null;
  let loops = new LoopDetector();
  let position = from;
  let refusals = 0;
  /** The last page, while none since the last new record brought anything new. */
  let idle: Page | undefined;
  const result = (ending: Ending): ReadResult => ({ ending, position, refused: refusals > 0 });
  // No capture has the position after a run of duplicates: the next run would read them again, and end at the same place.
  const interrupted = async (ending: Ending) => {
    if (mode === 'poll' && idle && archive.head) tally.captures += await archivePosition(archive, idle, position);
    return result(ending);
  };

  for (;;) {
    if (clock.now() > lastStart) return interrupted({ kind: 'out-of-time' });
    loops.addRequest(position.request);
    const answer = await pullSource.fetchPage(position.request, lastStart);

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
      position = restartPosition(position, beginning, pullSource);
      loops = new LoopDetector();
      idle = undefined;
      continue;
    }

    const { page } = answer;
    tally.pages += 1;
    await context.onPage?.(page);
    if (page.records.length === 0 && page.isLast !== false) return result({ kind: 'caught-up' });

    // Without a cursor, the position is the request just made.
    const next: Resume = { request: page.next ?? position.request, polledTo: later(position.polledTo, newestOf(page)) };
    const { fresh, raced } = await archive.append(page, mode, next);
    tally.captures += fresh.length > 0 ? 1 : 0;
    tally.records += fresh.length;
    tally.duplicates += page.records.length - fresh.length;
    if (mode === 'sweep') {
      const late = lateRecords(page, fresh, watermark);
      if (late > 0) logger.warn('The sweep found records that had appeared behind the cursor.', { source, late });
      tally.late += late;
    }

    if (raced && mode === 'poll') {
      position = archive.head?.header.resume ?? next;
      loops = new LoopDetector();
      idle = undefined;
      continue;
    }
    position = next;
    if (fresh.length > 0) idle = undefined;
    else if (page.records.length > 0) idle = page;
    if (page.next === undefined || page.isLast || loops.isLoop(page, page.next, fresh.length)) {
      return result({ kind: 'caught-up' });
    }
  }
}

/** Detects an API that serves the same pages for ever: cursors that come back, or new cursors to old pages. */
class LoopDetector {
  readonly #requests = new Set<string>();
  readonly #pages = new Set<string>();
  #idlePages = 0;

  addRequest(request: RequestParameters): void {
    this.#requests.add(JSON.stringify(request));
  }

  isLoop({ records }: Page, next: RequestParameters, fresh: number): boolean {
    if (this.#requests.has(JSON.stringify(next))) return true;
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

// Number of captures that were written for it.
async function archivePosition(archive: Archive, page: Page, position: Resume): Promise<number> {
  const before = archive.head?.header.seq;
  const { raced } = await archive.append(page, 'poll', position, 'position');
  return !raced && archive.head?.header.seq !== before ? 1 : 0;
}

function restartPosition(position: Resume, beginning: Resume, pullSource: PullSource): Resume {
  if (position.polledTo === null) return beginning;
  return { ...position, request: pullSource.requestSince(Date.parse(position.polledTo) - OVERLAP_MS) };
}

function newestOf(page: Page): string | null {
  const newest = page.times.reduce<number>((latest, time) => Math.max(latest, time ?? -Infinity), -Infinity);
  return newest === -Infinity ? null : isoTime(newest);
}

// Records newer than the watermark appeared while the sweep ran; polling would have read them as well.
function lateRecords(page: Page, fresh: readonly number[], watermark: string | null): number {
  const limit = watermark === null ? Number.NEGATIVE_INFINITY : Date.parse(watermark);
  return fresh.filter((i) => (page.times[i] ?? Infinity) < limit).length;
}
