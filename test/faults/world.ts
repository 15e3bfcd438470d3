import { Detector } from '../../lambda/detection/detector';
import { activeDetections, DEFAULT_SETTINGS } from '../../lambda/detection/settings';
import { runCollector } from '../../lambda/run-collector';
import { runProcessor } from '../../lambda/run-processor';
import { AtlassianSource } from '../../lambda/sources/atlassian/atlassian-source';
import { Random } from '../../local/simulators/atlassian/random';
import { MemoryApi } from '../memory-api';
import { MemoryObjectStore } from '../memory-object-store';
import { SilentLogger } from '../silent-logger';
import { brokenAlerts } from './alerts';
import { WATCHED } from './detections';
import { faultyApi, faultyMetrics, faultyNotifier, faultySecret, faultyStore } from './faulty-ports';
import { brokenPromises, Served } from './promise';
import { brokenRuns } from './run-outcomes';
import { type Run, Scheduler } from './scheduler';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LONGEST_PROCESSING = 5 * MINUTE;
const SOURCE = 'atlassian-main';
const COLLECTOR = 'collector';

/** An organization, a company's Keepwatch that watches it, and everything that happens to the two. */
export class World {
  readonly archive = new MemoryObjectStore();
  readonly lake = new MemoryObjectStore();
  readonly served = new Served();
  readonly scheduler: Scheduler;
  readonly api: MemoryApi;
  /** How far Keepwatch's clock is from the true time, in milliseconds. */
  skew = 0;
  /** The key that the API takes, and the one that stands in the secret. */
  key = 'key-1';
  entered = 'key-1';
  /** Captures of which S3 has told, and which no processor has finished; Lambda tries again under the same name. */
  readonly told: { readonly key: string; readonly run: string }[] = [];
  /** Ids of alerts, each as often as somebody was told. */
  readonly alerted: string[] = [];
  readonly #random: Random;
  /** Receipts that were there before what they name. */
  readonly #early: string[] = [];
  #made = 0;
  #deliveries = 0;
  #newest: number;

  constructor(seed: number, pageLimit: number, endOfStream: 'cursor' | 'null') {
    this.#random = new Random(seed, 0);
    this.scheduler = new Scheduler(this.#random, Date.parse('2026-11-22T10:00:00.000Z'));
    this.api = new MemoryApi(pageLimit, endOfStream);
    this.#newest = this.scheduler.time - 10 * HOUR;
  }

  /** Adds a record at the end of the stream, or where it is placed, which it is told the end. */
  addRecord(more: Readonly<Record<string, unknown>> = {}, placed?: (newest: number) => number): void {
    this.#newest += this.#random.integer(3) * MINUTE;
    const time = placed === undefined ? this.#newest : placed(this.#newest);
    this.#made += 1;
    const iso = new Date(time).toISOString();
    const record = {
      type: 'events',
      id: `e-${this.#made}`,
      n: this.#made,
      attributes: { time: iso, processedAt: iso, action: 'user_added_to_group', context: [{ attributes: { n: 1 } }] },
      links: {},
      ...more,
    };
    this.add(record, time);
  }

  /** Adds anything at all, so far behind the newest. */
  addOdd(behind: number, record: (n: number) => unknown): void {
    this.#made += 1;
    this.add(record(this.#made), this.#newest - behind);
  }

  add(record: unknown, processedAt: number): void {
    this.api.add({ id: String(this.api.records.length).padStart(6, '0'), processedAt, record });
    // What a sweep reaches is met in the end, and due; what appears among older ones is only met by who reads them just then.
    // A sweep counts its 48 hours from the watermark: a record ahead of the clock can have moved it 15 hours further.
    if (processedAt >= this.#newest - 30 * HOUR || this.scheduler.runs.length === 0) {
      this.served.add(Buffer.from(JSON.stringify({ data: [record] })));
    }
  }

  get newest(): number {
    return this.#newest;
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
    const clock = { now: () => this.time + this.skew };
    this.scheduler.start(COLLECTOR, this.time + lasts, (run) =>
      runCollector({
        source: SOURCE,
        kind: 'atlassian',
        pullSource: new AtlassianSource({
          apiBaseUrl: 'https://api.atlassian.com/admin',
          secret: faultySecret(() => JSON.stringify({ orgId: 'org-1', apiKey: this.entered }), run),
          clock: { ...clock, sleep: (ms) => run.sleep(ms) },
          random: () => this.#random.integer(1000) / 1000,
          get: faultyApi(this, run),
        }),
        archive: faultyStore(this.archive, 'archive', run, (key) => this.#tell(key)),
        lake: faultyStore(this.lake, 'lake', run, () => {}),
        metrics: faultyMetrics(run),
        clock: { ...clock, sleep: (ms) => run.sleep(ms) },
        logger: new SilentLogger(),
        deadline: clock.now() + lasts,
        lookbackDays: 180,
        sweep,
      }),
    );
  }

  /** One call of one run. Now and then S3 tells of a capture first, and a processor starts. */
  async step(): Promise<boolean> {
    if (this.told.length > 0 && this.#random.chance(0.1)) this.#startProcessor();
    return this.scheduler.step();
  }

  /** Lets everything end without further faults, polls until all is read, and says what is broken. */
  async settle(): Promise<string[]> {
    this.scheduler.disarm();
    this.skew = 0;
    this.entered = this.key;
    await this.#finish();
    for (let i = 0; i < 3; i++) {
      this.startCollector(Infinity, 'every-run');
      await this.#finish();
    }
    // What a run received that then failed or died is lost, if nobody meets it again; nobody could keep that.
    for (const run of this.scheduler.runs.filter(({ outcome }) => outcome.kind === 'done')) {
      for (const body of run.received) this.served.add(body);
    }
    return [
      ...this.#early,
      ...brokenRuns(this.scheduler.runs),
      ...(await brokenPromises(this.served, this.archive, this.lake)),
      ...(await brokenAlerts(this.archive, this.lake, this.alerted, this.scheduler.runs)),
    ];
  }

  // A receipt says that all is there: at the moment at which it is written, not only in the end.
  #checkReceipt(key: string): void {
    const receipt = this.lake.objects.get(key);
    if (!key.startsWith('receipts/') || !receipt) return;
    const outputs: unknown = JSON.parse(Buffer.from(receipt).toString()).outputs;
    const named = JSON.stringify(outputs).matchAll(/"key":"([^"]+)"/g);
    for (const [, output = ''] of named)
      if (!this.lake.objects.has(output)) this.#early.push(`${key} came before ${output}`);
  }

  async #finish(): Promise<void> {
    do {
      while (this.told.length > 0) this.#startProcessor();
      while (await this.scheduler.step());
    } while (this.told.length > 0);
  }

  #tell(key: string): void {
    this.#deliveries += 1;
    this.told.push({ key, run: `delivery-${this.#deliveries}` });
  }

  #startProcessor(): void {
    const [delivery] = this.told.splice(this.#random.integer(this.told.length), 1);
    if (!delivery) return;
    const { key } = delivery;
    this.scheduler.start(
      `processor of ${key}`,
      this.time + LONGEST_PROCESSING,
      (run) =>
        runProcessor(key, {
          archive: faultyStore(this.archive, 'archive', run, () => {}),
          lake: faultyStore(this.lake, 'lake', run, (written) => this.#checkReceipt(written)),
          metrics: faultyMetrics(run),
          detector: new Detector(activeDetections(WATCHED, DEFAULT_SETTINGS)),
          notifier: faultyNotifier(run, (id) => this.alerted.push(id)),
          notifyDays: 3650,
          clock: { now: () => this.time },
          run: delivery.run,
          logger: new SilentLogger(),
        }),
      // S3 tells at least once; Lambda tries again what did not succeed.
      ({ kind }) => {
        if (kind !== 'done') this.told.push(delivery);
        else if (this.#random.chance(0.1)) this.#tell(key);
      },
    );
  }
}
