import { activeDetections, DEFAULT_SETTINGS } from '../../lambda/alerts/detection-settings';
import { Detector } from '../../lambda/alerts/detector';
import { runCollector } from '../../lambda/collect/collector-run';
import type { HttpGet } from '../../lambda/platform/http';
import { RememberedSecret } from '../../lambda/platform/secrets';
import { runProcessor } from '../../lambda/process/process-capture';
import { ATLASSIAN_API_BASE_URL } from '../../lambda/sources/atlassian/api-base-url';
import { AtlassianSource } from '../../lambda/sources/atlassian/atlassian-source';
import type { Page } from '../../lambda/sources/pull-source';
import { CountedObjectStore } from '../bench/counted-object-store';
import { measure } from '../bench/measure';
import { DETECTION_NAMES } from '../detection-names';
import { ManualClock } from '../manual-clock';
import { MemoryObjectStore } from '../memory-object-store';
import { DETECTIONS } from '../shipped-detections';
import { atlassianApi } from './atlassian-api';
import { AuditFeed } from './audit-feed';
import { type FunctionCounts, noCounts } from './counts';
import { asFarAsS3, meteredLogger, meteredMetrics, meteredNotifier, meteredSecret } from './metered';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Days of the month that all is counted for. */
export const DAYS_OF_MONTH = 30;
// A Wednesday, in working hours.
const BEGIN = Date.parse('2026-11-18T09:00:00.000Z');
const SOURCE = 'atlassian-main';
const NO_PACKS = Object.fromEntries(DETECTION_NAMES.packs.map((pack) => [pack, false]));

/** How much comes, and how it is polled. */
export interface Rate {
  readonly eventsAMonth: number;
  readonly intervalMinutes: number;
  /** After which Lambda ends a run of the collector. */
  readonly timeoutSeconds: number;
}

/** Collector and processor of one source in memory, on a clock that only their waiting moves. */
export class Installation {
  readonly clock = new ManualClock(BEGIN);
  readonly archive = new MemoryObjectStore();
  readonly lake = new MemoryObjectStore();
  readonly metricNames = new Set<string>();
  collector: FunctionCounts = noCounts();
  processor: FunctionCounts = noCounts();
  readonly #feed: AuditFeed;
  readonly #api: HttpGet;
  readonly #detector: Detector;
  #tick = BEGIN;

  constructor(
    private readonly rate: Rate,
    detections: 'on' | 'off' = 'on',
  ) {
    const settings = detections === 'on' ? DEFAULT_SETTINGS : { ...DEFAULT_SETTINGS, packs: NO_PACKS };
    this.#detector = new Detector(activeDetections(DETECTIONS, settings));
    this.#feed = new AuditFeed(BEGIN - rate.intervalMinutes * MINUTE_MS, apart(rate));
    this.#api = atlassianApi(this.#feed, this.clock);
  }

  /** Forgets what was counted. */
  beginToCount(): void {
    this.collector = noCounts();
    this.processor = noCounts();
  }

  /** One run of the collector when it is due. Answers the keys of the captures that it wrote. */
  async poll(onPage?: (page: Page) => void): Promise<readonly string[]> {
    const { clock, rate, collector: counts } = this;
    if (clock.now() < this.#tick) clock.advance(this.#tick - clock.now());
    this.#tick += rate.intervalMinutes * MINUTE_MS;
    this.#feed.makeUntil(clock.now() + rate.timeoutSeconds * 1000);
    const archive = new CountedObjectStore(this.archive, counts.archive);
    const secret = new RememberedSecret(meteredSecret(counts, clock));
    const pullSource = new AtlassianSource({
      apiBaseUrl: ATLASSIAN_API_BASE_URL,
      secret,
      clock,
      get: this.#api,
      random: () => 0.5,
    });
    await this.#work(counts, clock, async () => {
      const { ending } = await runCollector({
        source: SOURCE,
        kind: 'atlassian',
        pullSource,
        secret,
        clock,
        sweep: 'daily',
        archive: asFarAsS3(archive, clock),
        lake: asFarAsS3(new CountedObjectStore(this.lake, counts.lake), clock),
        metrics: meteredMetrics(counts, this.metricNames, clock),
        logger: meteredLogger(counts),
        deadline: clock.now() + rate.timeoutSeconds * 1000,
        // The first run is no long one: its past has nothing to do with what a month costs.
        lookbackDays: (rate.intervalMinutes * MINUTE_MS) / DAY_MS,
        ...(onPage ? { onPage } : {}),
      });
      counts.caughtUp += ending.kind === 'caught-up' ? 1 : 0;
    });
    counts.apiRequests += pullSource.traffic.requests;
    return archive.stored;
  }

  /** One run of the processor, which no collector waits for. */
  async process(key: string): Promise<void> {
    const { processor: counts } = this;
    const clock = new ManualClock(this.clock.now());
    await this.#work(counts, clock, () =>
      runProcessor(key, {
        detector: this.#detector,
        notifyDays: DEFAULT_SETTINGS.notifyDays,
        clock,
        run: key,
        archive: asFarAsS3(new CountedObjectStore(this.archive, counts.archive), clock),
        lake: asFarAsS3(new CountedObjectStore(this.lake, counts.lake), clock),
        metrics: meteredMetrics(counts, this.metricNames, clock),
        notifier: meteredNotifier(counts, clock),
        logger: meteredLogger(counts),
      }),
    );
  }

  async #work(counts: FunctionCounts, clock: ManualClock, work: () => Promise<unknown>): Promise<void> {
    const began = clock.now();
    const { cpuSeconds } = await measure(async () => {
      await work();
      return 1;
    });
    counts.runs += 1;
    counts.cpuSeconds += cpuSeconds;
    counts.waitedSeconds += (clock.now() - began) / 1000;
  }
}

function apart({ eventsAMonth }: Rate): number {
  return (DAYS_OF_MONTH * DAY_MS) / eventsAMonth;
}
