import { replayCapture } from '../../cli/replay/replay';
import { activeDetections, DEFAULT_SETTINGS } from '../../lambda/alerts/detection-settings';
import { Detector } from '../../lambda/alerts/detector';
import { runProcessor } from '../../lambda/process/process-capture';
import type { Random } from '../../simulators/atlassian/random';
import { MemoryObjectStore } from '../memory-object-store';
import { SilentLogger } from '../silent-logger';
import { brokenAlerts } from './alerts';
import { WATCHED } from './detections';
import { faultyMetrics, faultyNotifier, faultyStore } from './faulty-ports';
import type { Format } from './formats';
import { brokenPromises, Served } from './promise';
import { brokenRuns, STATE_LOST } from './run-outcomes';
import type { Run, Scheduler } from './scheduler';

const LONGEST_PROCESSING = 5 * 60_000;

/** Archive and lake of one source, and the processors that S3 starts for its captures. */
export class Processing {
  readonly archive = new MemoryObjectStore();
  readonly lake = new MemoryObjectStore();
  readonly served: Served;
  /** Captures that S3 has reported and no processor has finished; Lambda tries again with the same run name. */
  readonly #pending: { readonly key: string; readonly run: string }[] = [];
  /** Ids of alerts, once for each notification. */
  readonly #alerted: string[] = [];
  /** Receipts that existed before the objects that they name. */
  readonly #early: string[] = [];
  #deliveries = 0;
  #replays = 0;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly random: Random,
    format: Format,
  ) {
    this.served = new Served(format);
  }

  /** S3 reports a capture. */
  report(key: string): void {
    this.#deliveries += 1;
    this.#pending.push({ key, run: `delivery-${this.#deliveries}` });
  }

  /** Deletes the hints of the source and its detection state. */
  loseState(): void {
    for (const run of this.scheduler.alive) run.suffered.push(STATE_LOST);
    for (const run of this.scheduler.alive) run.suffered.push(STATE_LOST);
    for (const key of [...this.lake.objects.keys()]) if (key.startsWith('state/')) this.lake.objects.delete(key);
  }

  /** Sometimes starts a processor, if there is work for it. */
  startSometimes(): void {
    if (this.#pending.length > 0 && this.random.chance(0.1)) this.#start();
  }

  /** An operator has any capture processed again, whatever became of it. Where nothing is wrong, that is to change nothing. */
  replay(): void {
    const keys = [...this.archive.objects.keys()];
    const key = keys[this.random.integer(keys.length)];
    if (key === undefined) return;
    this.#replays += 1;
    const name = `replay-${this.#replays}`;
    this.scheduler.start(`replay of ${key}`, this.scheduler.time + LONGEST_PROCESSING, async (run) => {
      const process = async (each: string) => void (await this.#process(each, run, name));
      const { outcome, failure } = await replayCapture({ ...this.#stores(run), process }, key);
      if (outcome !== 'processed' && outcome !== 'unchanged') throw new Error(`${outcome}: ${failure}`);
    });
  }

  /** Lets all current runs end, and processes all captures that S3 has reported. */
  async finish(): Promise<void> {
    do {
      while (this.#pending.length > 0) this.#start();
      while (await this.scheduler.step());
    } while (this.#pending.length > 0);
  }

  /** What is broken, once nothing is under way. */
  async broken(): Promise<string[]> {
    const { runs } = this.scheduler;
    return [
      ...this.#early,
      ...brokenRuns(runs),
      ...(await brokenPromises(this.served, this.archive, this.lake)),
      ...(await brokenAlerts(this.archive, this.lake, this.#alerted, runs, this.served.format)),
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

  #start(): void {
    const [delivery] = this.#pending.splice(this.random.integer(this.#pending.length), 1);
    if (!delivery) return;
    const { key } = delivery;
    this.scheduler.start(
      `processor of ${key}`,
      this.scheduler.time + LONGEST_PROCESSING,
      (run) => this.#process(key, run, delivery.run),
      // S3 reports at least once; Lambda repeats what failed.
      ({ kind }) => {
        if (kind !== 'done') this.#pending.push(delivery);
        else if (this.random.chance(0.1)) this.report(key);
      },
    );
  }

  #process(key: string, run: Run, name: string) {
    return runProcessor(key, {
      ...this.#stores(run),
      metrics: faultyMetrics(run),
      detector: new Detector(activeDetections(WATCHED, DEFAULT_SETTINGS)),
      notifier: faultyNotifier(run, (id) => this.#alerted.push(id)),
      notifyDays: 3650,
      clock: { now: () => this.scheduler.time },
      run: name,
      logger: new SilentLogger(),
    });
  }

  #stores(run: Run) {
    return {
      archive: faultyStore(this.archive, 'archive', run, () => {}),
      lake: faultyStore(this.lake, 'lake', run, (written) => this.#checkReceipt(written)),
    };
  }
}
