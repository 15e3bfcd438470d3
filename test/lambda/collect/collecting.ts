import { type CollectorContext, runCollector } from '../../../lambda/collect/collector-run';
import type { Ending, Tally } from '../../../lambda/collect/read-pages';
import type { ObjectStore } from '../../../lambda/platform/object-store';
import type { FetchedPage, PullSource, RequestParameters } from '../../../lambda/sources/pull-source';
import { ManualClock } from '../../manual-clock';
import { MemoryApi } from '../../memory-api';
import { MemoryObjectStore } from '../../memory-object-store';
import { SilentLogger } from '../../silent-logger';

/** How a run differs from an ordinary one. */
export interface RunOptions {
  /** Answers in place of the API, which it may ask. */
  readonly answer?: (request: RequestParameters, ask: () => Promise<FetchedPage>) => Promise<FetchedPage>;
  readonly archive?: ObjectStore;
  readonly sweep?: CollectorContext['sweep'];
  readonly deadline?: number;
}

/** A collector with its stores, its clock and an API in memory, which one test has for itself. */
export class Collecting {
  readonly clock = new ManualClock();
  readonly archive = new MemoryObjectStore();
  readonly lake = new MemoryObjectStore();
  readonly logger = new SilentLogger();
  readonly api: MemoryApi;
  #made = 0;

  constructor(endOfStream: 'cursor' | 'null' = 'cursor') {
    this.api = new MemoryApi(3, endOfStream);
  }

  /** Adds an event to the API. */
  add(processedAt: number): void {
    const attributes = { processedAt: new Date(processedAt).toISOString() };
    this.addRecord(processedAt, { id: `e-${this.#made + 1}`, attributes });
  }

  /** Adds anything to the API, at a place in its stream. */
  addRecord(processedAt: number, record: unknown): void {
    this.#made += 1;
    this.api.add({ id: String(this.#made).padStart(4, '0'), processedAt, record });
  }

  /** One run, and what it asked. */
  async run(options: RunOptions = {}): Promise<{ asked: RequestParameters[]; tally: Tally; ending: Ending }> {
    const asked: RequestParameters[] = [];
    const source = this.api.source(this.clock);
    const pullSource: PullSource = {
      ...source,
      fetchPage: async (request, deadline) => {
        asked.push(request);
        const ask = () => source.fetchPage(request, deadline);
        return options.answer ? options.answer(request, ask) : ask();
      },
    };
    const { tally, ending } = await runCollector({
      source: 'atlassian-main',
      kind: 'atlassian',
      pullSource,
      archive: options.archive ?? this.archive,
      lake: this.lake,
      metrics: { publish: async () => {} },
      clock: this.clock,
      logger: this.logger,
      deadline: options.deadline ?? Infinity,
      lookbackDays: 180,
      sweep: options.sweep ?? 'daily',
    });
    return { asked, tally, ending };
  }

  /** How often the archive is read from while something is done. */
  async readsOf(work: () => Promise<unknown>): Promise<number> {
    let reads = 0;
    const get = this.archive.get.bind(this.archive);
    this.archive.get = (key) => {
      reads += 1;
      return get(key);
    };
    await work();
    this.archive.get = get;
    return reads;
  }
}
