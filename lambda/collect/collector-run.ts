import { Archive, isoTime } from '../archive/archive';
import type { Resume } from '../archive/capture';
import { type LastRun, readState, type State, saveState } from '../archive/state';
import { ApiRefusedError, CredentialRejectedError } from '../errors';
import { METRICS, SWEEP_REACH_HOURS } from '../names';
import type { StoredJson } from '../platform/json-object';
import { type Measurements, type Metrics, publishMetrics } from '../platform/metrics';
import type { ObjectStore } from '../platform/object-store';
import type { RememberedSecret } from '../platform/secrets';
import { expiryOf } from '../sources/credential';
import type { PullKind } from '../sources/pullers';
import { lastRunOf, reasonOf } from './last-run';
import { type Ending, NO_PAGES, type ReadContext, type ReadResult, readPages, type Tally } from './read-pages';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** What a run of the collector works with. */
export interface CollectorContext extends ReadContext {
  readonly kind: PullKind;
  readonly archive: ObjectStore;
  readonly lake: ObjectStore;
  readonly metrics: Metrics;
  /** The credential, for its expiry date. @default no metric of the days left */
  readonly secret?: RememberedSecret;
  /** How many days back the very first poll reaches. */
  readonly lookbackDays: number;
  /** Sweep when the last sweep is a day old, or at the end of every run. */
  readonly sweep: 'daily' | 'every-run';
}

/** What a run came to. */
export interface CollectorResult {
  readonly ending: Ending;
  readonly tally: Readonly<Tally>;
}

/** One run of the collector. Throws what the source or a store throws: the run fails, and the position stays. */
export function runCollector(context: CollectorContext): Promise<CollectorResult> {
  return new CollectorRun(context).run();
}

/**
 * One run of the collector: open the archive, poll until it has caught up, sweep when the last sweep is too old, save the
 * state hint. Each page is committed together with the next position, so the run may be killed at any instruction.
 */
class CollectorRun {
  readonly #startedAt: number;
  readonly #tally: Tally = { ...NO_PAGES };
  #hint: StoredJson<State> = { kind: 'absent', value: undefined };
  #progress: SweepProgress = { sweptAt: null, sweep: null };
  #archive: Archive | undefined;
  #caughtUp = false;

  constructor(private readonly context: CollectorContext) {
    this.#startedAt = context.clock.now();
  }

  async run(): Promise<CollectorResult> {
    let ending: Ending;
    try {
      ending = await this.#collect();
    } catch (error) {
      await this.#publish(error instanceof CredentialRejectedError ? { [METRICS.credentialRejected]: 1 } : {});
      throw error;
    }
    const { source, logger, pullSource } = this.context;
    logger.info('Collected.', { source, ending, ...this.#tally, ...pullSource.traffic });
    const lag = { [METRICS.lagSeconds]: Math.round(this.#tally.lag / 1000) };
    await this.#publish({ ...lag, ...(this.#tally.pages > 0 ? SUCCESS : {}) });
    return { ending, tally: this.#tally };
  }

  async #collect(): Promise<Ending> {
    await this.#readHint();
    try {
      const archive = await this.#open();
      const isFirstRun = archive.head === undefined;
      let ending = await this.#poll(archive);
      if (this.#isSweepDue(archive, isFirstRun)) ending = await this.#sweep(archive);
      await this.#save(ending.kind);
      return ending;
    } catch (error) {
      await this.#save('failed', reasonOf(error));
      throw error;
    }
  }

  async #readHint(): Promise<void> {
    const { lake, source, logger } = this.context;
    this.#hint = await readState(lake, source, logger);
    const { sweptAt = null, sweep = null } = this.#hint.value ?? {};
    this.#progress = { sweptAt, sweep };
  }

  async #open(): Promise<Archive> {
    const { source, kind } = this.context;
    this.#archive = await Archive.open(this.context.archive, source, kind, this.#hint.value?.head);
    return this.#archive;
  }

  async #poll(archive: Archive): Promise<Ending> {
    const isFirstRun = archive.head === undefined;
    const { ending, position, refused } = await readPages({
      context: this.context,
      archive,
      tally: this.#tally,
      mode: 'poll',
      from: await this.#pollingPosition(archive),
      beginning: this.#beginning,
    });
    this.#caughtUp = ending.kind === 'caught-up';
    this.#tally.lag = this.#caughtUp ? 0 : this.context.clock.now() - this.#reachedBy(position);
    // A first run has just read what a sweep would read.
    if (isFirstRun) this.#progress = { ...this.#progress, sweptAt: isoTime(this.#startedAt) };
    // A restart after a refused cursor may have skipped late records.
    if (refused) this.#progress = { ...this.#progress, sweptAt: null };
    return ending;
  }

  // After a change of organization in the credential, the position in the old one's feed must not hide the new one's past.
  async #pollingPosition(archive: Archive): Promise<Resume> {
    if (archive.head === undefined) return this.#beginning;
    const { pullSource, logger, source } = this.context;
    const { request, resume } = archive.head.header;
    const feed = await pullSource.feed();
    if (request.path === feed) return resume;
    logger.warn('The credential is for another feed than the newest capture; polling starts from the beginning.', {
      source,
      before: request.path,
      now: feed,
    });
    return this.#beginning;
  }

  #isSweepDue(archive: Archive, isFirstRun: boolean): boolean {
    if (!this.#caughtUp || archive.head === undefined) return false;
    const { sweptAt } = this.#progress;
    // A clock that was wrong once must not postpone sweeps until it is right.
    if (sweptAt === null || Date.parse(sweptAt) > this.#startedAt) return true;
    if (this.context.sweep === 'every-run') return !isFirstRun;
    return this.#startedAt - Date.parse(sweptAt) >= DAY_MS;
  }

  async #sweep(archive: Archive): Promise<Ending> {
    const beginning = this.#sweepBeginning(archive);
    const interrupted = this.#progress.sweep;
    const sweep = interrupted ?? { startedAt: isoTime(this.#startedAt), request: beginning.request };
    const read = (request: Resume['request']): Promise<ReadResult> =>
      readPages({
        context: this.context,
        archive,
        tally: this.#tally,
        mode: 'sweep',
        from: { ...beginning, request },
        beginning,
      });
    const { ending, position } = await read(sweep.request).catch((error: unknown) => {
      // The hint is only a hint: where the API refuses to continue from it, the sweep starts again.
      if (interrupted === null || !(error instanceof ApiRefusedError)) throw error;
      return read(beginning.request);
    });
    this.#progress =
      ending.kind === 'caught-up'
        ? { sweptAt: sweep.startedAt, sweep: null }
        : { ...this.#progress, sweep: { ...sweep, request: position.request } };
    return ending;
  }

  // From the watermark, not from now: after days of silence there is just as much to sweep.
  #sweepBeginning(archive: Archive): Resume {
    const watermark = archive.head?.header.watermark;
    const end = watermark ? Date.parse(watermark) : this.#startedAt;
    return this.#readFrom(end - SWEEP_REACH_HOURS * HOUR_MS);
  }

  async #save(ending: LastRun['ending'], reason?: string): Promise<void> {
    const { lake, source, logger, clock } = this.context;
    const before = this.#hint.value;
    const ended = { at: clock.now(), caughtUp: this.#caughtUp, ending, ...(reason === undefined ? {} : { reason }) };
    const head = this.#archive?.head?.header.seq ?? before?.head ?? 0;
    const state = { head, ...this.#progress, lastRun: lastRunOf(ended, before?.lastRun) };
    await saveState(lake, source, this.#hint, state, logger);
  }

  async #publish(more: Measurements): Promise<void> {
    const { metrics, logger, source, pullSource } = this.context;
    await publishMetrics(metrics, logger, source, {
      [METRICS.capturesWritten]: this.#tally.captures,
      [METRICS.duplicates]: this.#tally.duplicates,
      [METRICS.lateRecords]: this.#tally.late,
      [METRICS.apiRequests]: pullSource.traffic.requests,
      [METRICS.apiThrottles]: pullSource.traffic.throttles,
      ...this.#credentialDaysLeft(),
      ...more,
    });
  }

  #credentialDaysLeft(): Measurements {
    const { secret, clock } = this.context;
    const expiry = expiryOf(secret?.last ?? '');
    return expiry === undefined ? {} : { [METRICS.credentialDaysLeft]: Math.floor((expiry - clock.now()) / DAY_MS) };
  }

  /** Where the first poll begins, and a poll whose position cannot be used. */
  get #beginning(): Resume {
    return this.#readFrom(this.#lookbackStart);
  }

  get #lookbackStart(): number {
    return this.#startedAt - this.context.lookbackDays * DAY_MS;
  }

  // Before the first page, the whole lookback is still unread.
  #reachedBy({ polledTo }: Resume): number {
    return polledTo === null ? this.#lookbackStart : Date.parse(polledTo);
  }

  #readFrom(time: number): Resume {
    return { request: this.context.pullSource.requestSince(time), polledTo: null };
  }
}

type SweepProgress = Pick<State, 'sweptAt' | 'sweep'>;

// A run that ended without a single page (429, no time left) has not failed, but has not shown that all is well.
const SUCCESS = {
  [METRICS.runsSucceeded]: 1,
  [METRICS.credentialRejected]: 0,
  // The silence alarm needs points, not missing data: with one long period without data it fires days late.
  [METRICS.eventsProcessed]: 0,
};
