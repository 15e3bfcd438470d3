import { DETECTIONS } from '../../detections/index';
import { collect } from '../../lambda/collect';
import type { ObjectStore } from '../../lambda/platform/object-store';
import { processCapture } from '../../lambda/process';
import type { Ending, Tally } from '../../lambda/read-on';
import { AtlassianSource } from '../../lambda/sources/atlassian/atlassian-source';
import { type Reply, startScriptedApi } from '../lambda/sources/atlassian/scripted-api';
import { ManualClock } from '../manual-clock';
import { SilentLogger } from '../silent-logger';
import { watching } from '../watching';

/** Name of the source that is polled. */
export const SOURCE = 'atlassian-main';
/** Its key: stands in nothing that is written or printed. */
export const API_KEY = 'k-4f1d9b7e2c';

/** A real HTTP server that answers what a test says, and the product that polls it. */
export class HostileApi {
  reply: Reply = { status: 500 };
  clock = new ManualClock();
  readonly logger = new SilentLogger();
  #server: Awaited<ReturnType<typeof startScriptedApi>> | undefined;

  async start(): Promise<void> {
    this.#server = await startScriptedApi([
      (request, response) => {
        if (typeof this.reply === 'function') return this.reply(request, response);
        response.writeHead(this.reply.status, this.reply.headers).end(this.reply.body);
      },
    ]);
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  get baseUrl(): string {
    return this.#server?.baseUrl ?? '';
  }

  get requests() {
    return this.#server?.requests ?? [];
  }

  source(): AtlassianSource {
    return new AtlassianSource({
      apiBaseUrl: this.baseUrl,
      secret: {
        name: 'the secret test',
        howToEnter: 'Enter it.',
        read: async () => JSON.stringify({ orgId: 'org-1', apiKey: API_KEY }),
      },
      clock: this.clock,
      random: () => 1,
    });
  }

  /** One run of the collector; polls and, when one is due, sweeps. */
  async collect(stores: Stores): Promise<{ readonly ending: Ending; readonly tally: Tally }> {
    const tally: Tally = { pages: 0, captures: 0, records: 0, duplicates: 0, late: 0, lag: 0 };
    const ending = await collect(
      {
        ...stores,
        source: SOURCE,
        kind: 'atlassian',
        pullSource: this.source(),
        clock: this.clock,
        logger: this.logger,
        deadline: Infinity,
        lookbackDays: 180,
        sweep: 'daily',
      },
      tally,
    );
    return { ending, tally };
  }
}

/** Where a test lets the product write. */
export interface Stores {
  readonly archive: ObjectStore;
  readonly lake: ObjectStore;
}

/** Processes every capture of the archive. */
export async function processAll(stores: Stores) {
  const receipts = [];
  for await (const key of stores.archive.list('captures/'))
    receipts.push((await processCapture(watching(stores, { detections: DETECTIONS }), key)).receipt);
  return receipts;
}
