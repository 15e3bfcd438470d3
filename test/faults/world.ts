import { runCollector } from '../../lambda/collect/collector-run';
import type { Clock } from '../../lambda/platform/clock';
import { Random } from '../../simulators/atlassian/random';
import { SilentLogger } from '../silent-logger';
import { Backfills, MEMORIES } from './backfills';
import { faultyMetrics, faultyStore } from './faulty-ports';
import type { Feed, Outside } from './feed';
import { movedPositions } from './positions';
import { Processing } from './processing';
import type { Served } from './promise';
import { type Run, Scheduler } from './scheduler';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const SWEEP_REACH = 48 * HOUR;
const COLLECTOR = 'collector';
// The alerts of a replay that failed are sent by a later run, after this time.
const ABANDONED_AFTER = 11 * MINUTE;

/** An audit log, a company's Keepwatch that reads it, and everything that happens to the two. */
export class World implements Outside {
  readonly scheduler: Scheduler;
  readonly processing: Processing;
  readonly backfills: Backfills;
  /** Difference between Keepwatch's clock and the true time, in milliseconds. */
  #skew = 0;
  key = 'key-1';
  entered = 'key-1';
  readonly #random: Random;
  readonly #records: { readonly record: unknown; readonly processedAt: number }[] = [];
  #made = 0;
  #newest: number;
  readonly #began: number;
  /** Start of the backfilled span; undefined without a backfill. */
  #backfilled: number | undefined;

  constructor(
    seed: number,
    readonly feed: Feed,
  ) {
    this.#random = new Random(seed, 0);
    this.scheduler = new Scheduler(this.#random, Date.parse('2026-11-22T10:00:00.000Z'));
    this.processing = new Processing(this.scheduler, this.#random, feed.format);
    this.#began = this.scheduler.time;
    this.#newest = this.#began - 10 * HOUR;
    const { source, kind } = feed;
    this.backfills = new Backfills(this.scheduler, {
      source,
      kind,
      now: () => this.time + this.#skew,
      open: (run, clock) => this.#open(run, clock),
      archive: (run) => this.#archive(run),
      lake: (run, onStored) => this.#lake(run, onStored),
    });
  }

  get served(): Served {
    return this.processing.served;
  }

  /** Adds a record at the end of the stream, or at the place that `placed` computes from the end. */
  addRecord({ id, placed }: { readonly id?: string; readonly placed?: (newest: number) => number } = {}): void {
    this.#newest += this.#random.integer(3) * MINUTE;
    const time = placed === undefined ? this.#newest : placed(this.#newest);
    this.#made += 1;
    this.#add(this.feed.record(this.#made, id ?? `e-${this.#made}`, time), time);
  }

  /** Adds anything at all, so far behind the newest. */
  addOdd(behind: number, record: (n: number) => unknown): void {
    this.#made += 1;
    this.#add(record(this.#made), this.#newest - behind);
  }

  /**
   * Adds a record without a time, so far behind the newest, in a place of its own. Further back than a sweep reaches, one with
   * a time is next to it: a page without any time is recognised for two days (ADR 2), and a backfill reads older ones.
   */
  addUntimed(behind: number): void {
    const place = this.#newest - behind + this.#made * SECOND;
    this.#made += 1;
    this.#add(this.feed.untimed(this.#made), place);
    if (behind > SWEEP_REACH) this.addRecord({ placed: () => place + 1 });
  }

  /** Adds the newest record a second time. */
  repeat(): void {
    const last = this.#records.at(-1);
    if (last) this.#add(this.feed.again(last.record), last.processedAt);
  }

  #add(record: unknown, processedAt: number): void {
    this.#records.push({ record, processedAt });
    this.feed.add(record, processedAt);
    // What a sweep reaches is met in the end, and due; what appears among older ones is only met by who reads them just then.
    // A sweep counts its 48 hours from the watermark: a record ahead of the clock can have moved it 15 hours further.
    if (processedAt >= this.#newest - 30 * HOUR || this.scheduler.runs.length === 0) {
      this.served.add(this.feed.bodyOf(record));
    }
  }

  /** How many records there are. */
  get records(): number {
    return this.#records.length;
  }

  /** Collectors that are under way. */
  get collectors(): readonly Run[] {
    return this.scheduler.alive.filter(({ name }) => name === COLLECTOR);
  }

  get time(): number {
    return this.scheduler.time;
  }

  /** Starts a collector as the schedule does. `lasts`: milliseconds until Lambda ends it. */
  startCollector(lasts = Infinity, sweep: 'daily' | 'every-run' = 'daily'): void {
    const now = () => this.time + this.#skew;
    this.scheduler.start(COLLECTOR, this.time + lasts, (run) => {
      const clock = { now, sleep: (ms: number) => run.sleep(ms) };
      return runCollector({
        source: this.feed.source,
        kind: this.feed.kind,
        pullSource: this.#open(run, clock),
        archive: this.#archive(run),
        lake: this.#lake(run),
        metrics: faultyMetrics(run),
        clock,
        logger: new SilentLogger(),
        deadline: now() + lasts,
        lookbackDays: 180,
        sweep,
      });
    });
  }

  #open(run: Run, clock: Clock) {
    return this.feed.open(this, run, clock, () => this.#random.integer(1000) / 1000);
  }

  #archive(run: Run) {
    return faultyStore(this.processing.archive, 'archive', run, (key) => this.processing.report(key));
  }

  #lake(run: Run, onStored: (key: string) => void = () => {}) {
    return faultyStore(this.processing.lake, 'lake', run, onStored);
  }

  /** Makes Keepwatch's clock wrong by so much. A query that a backfill waits for can then seem to last for ever. */
  setClock(skew: number): void {
    this.#skew = skew;
    for (const run of this.backfills.alive) run.suffered.push('jumped at clock');
  }

  /** Starts a backfill from this long before the world began, in milliseconds: the same span continues the same backfill. */
  startBackfill(back: number): void {
    this.#backfilled = this.#began - back;
    this.backfills.start(this.#backfilled);
  }

  /** One call of one run. Sometimes S3 reports a capture first, and a processor starts. */
  async step(): Promise<boolean> {
    this.processing.startSometimes();
    return this.scheduler.step();
  }

  /** Lets all runs end without further faults, polls until all is read, and returns what is broken. */
  async settle(): Promise<string[]> {
    this.scheduler.disarm();
    this.setClock(0);
    this.entered = this.key;
    await this.processing.finish();
    this.scheduler.time += Math.max(this.feed.hidesAheadFor, ABANDONED_AFTER);
    for (let i = 0; i < 3; i++) {
      this.startCollector(Infinity, 'every-run');
      await this.processing.finish();
    }
    // A poll must take what is new, whatever happened before: there is no sweep that could repair it.
    this.addRecord({ placed: () => Math.max(...this.#records.map(({ processedAt }) => processedAt)) + MINUTE });
    this.startCollector();
    await this.processing.finish();
    const broken = await this.#broken();
    return broken.length > 0 || this.#backfilled === undefined ? broken : this.#fillUp(this.#backfilled);
  }

  async #broken(): Promise<string[]> {
    // Records that a run received before it failed or died may be lost if no run reads them again: no program could keep them.
    for (const run of this.scheduler.runs.filter(({ outcome }) => outcome.kind === 'done')) {
      for (const body of this.backfills.receivedUpTo(run)) this.served.add(body);
    }
    return [...movedPositions(this.processing.archive.objects), ...(await this.processing.broken())];
  }

  // Whatever earlier backfills came to, one without faults completes, and leaves no saved progress.
  async #fillUp(since: number): Promise<string[]> {
    const run = this.backfills.start(since);
    await this.processing.finish();
    const { kind } = run.outcome;
    const isLeft = [...this.processing.lake.objects.keys()].some((key) => key.startsWith(MEMORIES));
    return [
      ...(kind === 'done' ? [] : [`the last backfill: ${kind}`]),
      ...(isLeft ? ['the last backfill left its memory'] : []),
      ...(await this.#broken()),
    ];
  }
}
