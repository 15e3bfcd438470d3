import { runCollector } from '../../lambda/run-collector';
import { Random } from '../../local/simulators/atlassian/random';
import { SilentLogger } from '../silent-logger';
import { faultyMetrics, faultyStore } from './faulty-ports';
import type { Feed, Outside } from './feed';
import { Processing } from './processing';
import type { Served } from './promise';
import { type Run, Scheduler } from './scheduler';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const COLLECTOR = 'collector';

/** An audit log, a company's Keepwatch that reads it, and everything that happens to the two. */
export class World implements Outside {
  readonly scheduler: Scheduler;
  readonly processing: Processing;
  /** How far Keepwatch's clock is from the true time, in milliseconds. */
  skew = 0;
  key = 'key-1';
  entered = 'key-1';
  readonly #random: Random;
  readonly #records: { readonly record: unknown; readonly processedAt: number }[] = [];
  #made = 0;
  #newest: number;

  constructor(
    seed: number,
    readonly feed: Feed,
  ) {
    this.#random = new Random(seed, 0);
    this.scheduler = new Scheduler(this.#random, Date.parse('2026-11-22T10:00:00.000Z'));
    this.processing = new Processing(this.scheduler, this.#random, feed.format);
    this.#newest = this.scheduler.time - 10 * HOUR;
  }

  get served(): Served {
    return this.processing.served;
  }

  /** Adds a record at the end of the stream, or where it is placed, which it is told the end. */
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
    const { archive, lake } = this.processing;
    const now = () => this.time + this.skew;
    this.scheduler.start(COLLECTOR, this.time + lasts, (run) => {
      const clock = { now, sleep: (ms: number) => run.sleep(ms) };
      return runCollector({
        source: this.feed.source,
        kind: this.feed.kind,
        pullSource: this.feed.open(this, run, clock, () => this.#random.integer(1000) / 1000),
        archive: faultyStore(archive, 'archive', run, (key) => this.processing.tell(key)),
        lake: faultyStore(lake, 'lake', run, () => {}),
        metrics: faultyMetrics(run),
        clock,
        logger: new SilentLogger(),
        deadline: now() + lasts,
        lookbackDays: 180,
        sweep,
      });
    });
  }

  /** One call of one run. Now and then S3 tells of a capture first, and a processor starts. */
  async step(): Promise<boolean> {
    this.processing.startSometimes();
    return this.scheduler.step();
  }

  /** Lets everything end without further faults, polls until all is read, and says what is broken. */
  async settle(): Promise<string[]> {
    this.scheduler.disarm();
    this.skew = 0;
    this.entered = this.key;
    await this.processing.finish();
    this.scheduler.time += this.feed.hidesAheadFor;
    for (let i = 0; i < 3; i++) {
      this.startCollector(Infinity, 'every-run');
      await this.processing.finish();
    }
    // A poll takes what is new, whatever happened before: no sweep is due that could mend it.
    this.addRecord({ placed: () => Math.max(...this.#records.map(({ processedAt }) => processedAt)) + MINUTE });
    this.startCollector();
    await this.processing.finish();
    // What a run received that then failed or died is lost, if nobody meets it again; nobody could keep that.
    for (const run of this.scheduler.runs.filter(({ outcome }) => outcome.kind === 'done')) {
      for (const body of run.received) this.served.add(body);
    }
    return this.processing.broken();
  }
}
