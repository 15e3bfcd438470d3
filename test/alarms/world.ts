import { watchedObjectStore } from '../../cli/place/directory/watched-object-store';
import { runCollector } from '../../lambda/collect/collector-run';
import type { Clock } from '../../lambda/platform/clock';
import type { Metrics } from '../../lambda/platform/metrics';
import { RememberedSecret } from '../../lambda/platform/secrets';
import { runProcessor } from '../../lambda/process/process-capture';
import { AtlassianSource } from '../../lambda/sources/atlassian/atlassian-source';
import { SECRET_PLACEHOLDER } from '../../lambda/sources/atlassian/credential';
import { brokenPromises } from '../faults/promise';
import type { SynthesisedStack } from '../lib/synthesised-stack';
import { ManualClock } from '../manual-clock';
import { MemoryObjectStore } from '../memory-object-store';
import { SilentLogger } from '../silent-logger';
import { watching } from '../watching';
import { alarmsOf, metricId } from './alarm-definition';
import { AuditLog } from './audit-log';
import { breakableStore } from './breakable-store';
import { Deployed, type Schedule } from './deployed';
import { MetricRecord } from './metric-record';
import { PlayedFunction } from './played-function';
import { PlayedTrail } from './played-trail';
import { WatchedAlarm } from './watched-alarm';

const MINUTE = 60_000;
/** The one source that is polled. */
export const SOURCE = 'atlassian-main';

/** What can go wrong, and what does. */
export interface Faults {
  /** The schedule is off. */
  unscheduled: boolean;
  /** A tick does not reach the collector. */
  undelivered: boolean;
  /** Of its archive the collector may write nothing, in which of its runs. */
  archiveRefuses: (run: number) => boolean;
  /** The processor may write nothing to the lake. */
  lakeRefuses: boolean;
}

/** A company's audit log, its Keepwatch in AWS, and CloudWatch, minute by minute. */
export class World {
  readonly auditLog = new AuditLog();
  readonly archive = new MemoryObjectStore();
  readonly lake = new MemoryObjectStore();
  readonly faults: Faults = {
    unscheduled: false,
    undelivered: false,
    archiveRefuses: () => false,
    lakeRefuses: false,
  };
  /** What stands in the source's secret. */
  secret = SECRET_PLACEHOLDER;
  readonly processor: PlayedFunction<string>;
  readonly trail: PlayedTrail;
  readonly alarms: readonly WatchedAlarm[];
  readonly #record = new MetricRecord();
  readonly #deployed: Deployed;
  readonly #collector: PlayedFunction<number>;
  readonly #schedule: Schedule;
  readonly #namespace: string;
  #runs = 0;

  /** Deployed at a full minute, in epoch milliseconds. */
  constructor(
    stack: SynthesisedStack,
    public time: number,
  ) {
    this.#namespace = stack.stack.stackName;
    this.#deployed = new Deployed(stack, this.#record);
    this.#schedule = this.#deployed.schedule(`Source-${SOURCE}/Schedule`);
    this.alarms = alarmsOf(stack).map((definition) => new WatchedAlarm(definition, this.#record, time));
    const collector = this.#deployed.function(`Source-${SOURCE}/Collector/Function`);
    this.#collector = new PlayedFunction(collector, this.#record, (run, startedAt, deadline) =>
      this.#collect(run, startedAt, deadline),
    );
    const processor = this.#deployed.function('Processor/Function/Function');
    this.processor = new PlayedFunction(processor, this.#record, (key, startedAt) => this.#process(key, startedAt));
    const { lake } = this;
    const metricsAt = (at: number) => this.#metrics(() => at);
    this.trail = new PlayedTrail(this.#deployed, this.#record, { archive: this.#toldArchive(), lake, metricsAt });
  }

  /** Lets so many minutes pass. */
  async pass(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute += 1) {
      this.auditLog.happen(this.time);
      this.#tick();
      await this.#collector.runDue(this.time);
      await this.trail.pass(this.time);
      await this.processor.runDue(this.time);
      for (const queue of this.#deployed.queues) queue.measure(this.time);
      this.time += MINUTE;
      for (const alarm of this.alarms) alarm.observe(this.time);
    }
  }

  /** Where archive and lake break the promise: everything that was told is in the lake, once. */
  broken(): Promise<string[]> {
    const served = new Map([
      [SOURCE, this.auditLog.served],
      ['deployment', this.trail.served],
    ]);
    return brokenPromises(served, this.archive, this.lake);
  }

  #tick(): void {
    const { minutes, undelivered } = this.#schedule;
    if (this.faults.unscheduled || (this.time / MINUTE) % minutes !== 0) return;
    this.#runs += 1;
    if (this.faults.undelivered) undelivered.send(this.#runs, this.time);
    else this.#collector.start(this.#runs, this.time);
  }

  async #collect(run: number, startedAt: number, deadline: number): Promise<void> {
    const clock: Clock = new ManualClock(startedAt);
    const read = async () => this.secret;
    const secret = new RememberedSecret({ name: 'the secret', howToEnter: 'Enter it.', read });
    await runCollector({
      source: SOURCE,
      kind: 'atlassian',
      pullSource: new AtlassianSource({
        apiBaseUrl: 'https://api.atlassian.com/admin',
        secret,
        clock,
        random: () => 0.5,
        get: this.auditLog.open(() => clock.now()),
      }),
      secret,
      archive: breakableStore(this.#toldArchive(), () => this.faults.archiveRefuses(run)),
      lake: this.lake,
      metrics: this.#metrics(() => clock.now()),
      clock,
      logger: new SilentLogger(),
      deadline,
      lookbackDays: 180,
      sweep: 'daily',
    });
  }

  #process(key: string, startedAt: number): Promise<unknown> {
    const lake = breakableStore(this.lake, () => this.faults.lakeRefuses);
    const clock = { now: () => startedAt };
    const metrics = this.#metrics(clock.now);
    return runProcessor(key, { ...watching({ archive: this.archive, lake }, { clock, run: key }), metrics });
  }

  // S3 tells the processor of each capture.
  #toldArchive() {
    return watchedObjectStore(this.archive, (key) => this.processor.start(key, this.time));
  }

  #metrics(now: () => number): Metrics {
    return {
      publish: async (source, measurements) => {
        for (const [metric, value] of Object.entries(measurements)) {
          this.#record.put(metricId(this.#namespace, metric, source), value, now());
        }
      },
    };
  }
}
