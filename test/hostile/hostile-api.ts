import { type CollectorResult, runCollector } from '../../lambda/collect/collector-run';
import type { ObjectStore } from '../../lambda/platform/object-store';
import { processCapture } from '../../lambda/process/process-capture';
import type { PullSource } from '../../lambda/sources/pull-source';
import { PULLERS, type PullKind } from '../../lambda/sources/pullers';
import { type Reply, startScriptedApi } from '../lambda/sources/atlassian/scripted-api';
import { startScriptedPanther } from '../lambda/sources/panther/scripted-panther';
import { ManualClock } from '../manual-clock';
import { DETECTIONS } from '../shipped-detections';
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
  #atlassian: Awaited<ReturnType<typeof startScriptedApi>> | undefined;
  #panther: Awaited<ReturnType<typeof startScriptedPanther>> | undefined;

  constructor(private readonly kind: PullKind = 'atlassian') {}

  async start(): Promise<void> {
    const reply: Reply = (request, response) => {
      if (typeof this.reply === 'function') return this.reply(request, response);
      response.writeHead(this.reply.status, this.reply.headers).end(this.reply.body);
    };
    if (this.kind === 'panther') this.#panther = await startScriptedPanther([reply]);
    else this.#atlassian = await startScriptedApi([reply]);
  }

  async stop(): Promise<void> {
    await this.#atlassian?.stop();
    await this.#panther?.stop();
  }

  get baseUrl(): string {
    return this.#atlassian?.baseUrl ?? this.#panther?.baseUrl ?? '';
  }

  /** What Atlassian's was asked. */
  get requests() {
    return this.#atlassian?.requests ?? [];
  }

  /** What Panther's was asked. */
  get operations() {
    return this.#panther?.operations ?? [];
  }

  source(): PullSource {
    const credential = { orgId: 'org-1', apiHost: this.baseUrl, apiKey: API_KEY };
    const secret = { name: 'the secret test', howToEnter: 'Enter it.', read: async () => JSON.stringify(credential) };
    return PULLERS[this.kind].open({ apiBaseUrl: this.baseUrl, secret, clock: this.clock, random: () => 1 });
  }

  /** One run of the collector; polls and, when one is due, sweeps. */
  collect(stores: Stores): Promise<CollectorResult> {
    return runCollector({
      ...stores,
      source: SOURCE,
      kind: this.kind,
      pullSource: this.source(),
      metrics: { publish: async () => {} },
      clock: this.clock,
      logger: this.logger,
      deadline: Infinity,
      lookbackDays: 180,
      sweep: 'daily',
    });
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
