import { backfill } from '../../cli/backfill/backfill';
import type { Clock } from '../../lambda/platform/clock';
import type { ObjectStore } from '../../lambda/platform/object-store';
import type { PullSource } from '../../lambda/sources/pull-source';
import type { PullKind } from '../../lambda/sources/pullers';
import { SilentLogger } from '../silent-logger';
import type { Run, Scheduler } from './scheduler';

/** Name of the runs that an operator starts to read a span of time again. */
export const BACKFILL = 'backfill';

/** Where they say how far they came. */
export const MEMORIES = 'state/backfill/';

/** Somebody stopped a backfill: it has not read all of it, and has not failed. */
export class BackfillStopped extends Error {
  override readonly name = 'BackfillStopped';
}

/** What backfills read, and where they archive. */
export interface Backfilled {
  readonly source: string;
  readonly kind: PullKind;
  open(run: Run, clock: Clock): PullSource;
  archive(run: Run): ObjectStore;
  lake(run: Run, onStored: (key: string) => void): ObjectStore;
  /** Epoch milliseconds, by Keepwatch's clock. */
  now(): number;
}

/** The operator's backfills of one source: each ends by itself, by a fault, or because somebody stops it. */
export class Backfills {
  /** Those that went on where another had ended. */
  readonly resumed: Run[] = [];
  readonly #stops = new Map<Run, AbortController>();
  /** Who said last how far it came. */
  #last: Run | undefined;
  readonly #before = new Map<Run, Run>();

  constructor(
    private readonly scheduler: Scheduler,
    private readonly backfilled: Backfilled,
  ) {}

  /** Those that are under way. */
  get alive(): readonly Run[] {
    return this.scheduler.alive.filter(({ name }) => name === BACKFILL);
  }

  /** Starts one. `since`: epoch milliseconds. */
  start(since: number): Run {
    const { source, kind, ...outside } = this.backfilled;
    const lake = (run: Run) =>
      outside.lake(run, (key) => {
        if (key.startsWith(MEMORIES)) this.#last = run;
      });
    const controller = new AbortController();
    const { signal } = controller;
    const run = this.scheduler.start(BACKFILL, Infinity, async (self) => {
      const clock: Clock = {
        now: outside.now,
        async sleep(milliseconds) {
          await self.sleep(milliseconds);
          signal.throwIfAborted();
        },
      };
      const { ending } = await backfill({
        source,
        kind,
        clock,
        asked: String(since),
        since,
        signal,
        logger: new SilentLogger(),
        archive: outside.archive(self),
        lake: lake(self),
        pullSource: outside.open(self, clock),
        onResumed: () => {
          this.resumed.push(self);
          if (this.#last) this.#before.set(self, this.#last);
        },
        onPage: () => {},
      });
      if (ending === 'stopped') throw new BackfillStopped();
    });
    this.#stops.set(run, controller);
    return run;
  }

  /** What the API gave to a run, and to those from which it went on: together they have read all. */
  receivedUpTo(run: Run): readonly Uint8Array[] {
    const before = this.#before.get(run);
    return before ? [...this.receivedUpTo(before), ...run.received] : run.received;
  }

  /** Asks the oldest to end, as Ctrl-C does. */
  stop(): void {
    const [oldest] = this.alive;
    if (oldest) this.#stops.get(oldest)?.abort();
  }
}
