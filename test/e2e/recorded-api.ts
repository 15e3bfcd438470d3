import type { IncomingHttpHeaders } from 'node:http';
import { type AtlassianSimulator, startAtlassianSimulator } from '../../simulators/atlassian/simulator';
import { ATLASSIAN } from '../faults/formats';
import { Served } from '../faults/promise';
import { SOURCES } from './deployment';
import { RecordedServer } from './recorded-server';

const DAY_MS = 24 * 3_600_000;
const EVENTS_PER_DAY = 40;

/** Atlassian's API, by the bundled simulator. */
export class RecordedApi extends RecordedServer {
  #simulator: AtlassianSimulator | undefined;

  constructor(daysBehind: number) {
    super(SOURCES.atlassian, ATLASSIAN, daysBehind);
  }

  /** Listens, and accepts one key. */
  async start(apiKey: string): Promise<void> {
    await this.listen();
    await this.acceptOnly(apiKey);
  }

  /** As the configuration of a source names it. */
  get apiBaseUrl(): string {
    return `${this.address}/admin`;
  }

  /** Refuses every other key from now on. */
  async acceptOnly(apiKey: string): Promise<void> {
    await this.#simulator?.stop();
    this.#simulator = await startAtlassianSimulator({ apiKey, eventsPerDay: EVENTS_PER_DAY, now: () => this.now });
  }

  /** By its newest record: pages come in the order of time. */
  async hasServedAll(): Promise<true | undefined> {
    const { baseUrl, orgId, apiKey } = this.#running();
    const newest = new Served();
    const query = `sortOrder=desc&limit=1&from=${this.now - DAY_MS}`;
    const headers = { authorization: `Bearer ${apiKey}` };
    const answer = await fetch(`${baseUrl}/v1/orgs/${orgId}/events-stream?${query}`, { headers });
    newest.add(new Uint8Array(await answer.arrayBuffer()));
    const [record = ''] = newest.records;
    return this.served.records.has(record) || undefined;
  }

  override async stop(): Promise<void> {
    await super.stop();
    await this.#simulator?.stop();
  }

  protected behind(): URL {
    return new URL(this.#running().baseUrl);
  }

  protected credentialIn({ authorization = '' }: IncomingHttpHeaders) {
    return { authorization };
  }

  protected hasRecords(): boolean {
    return true;
  }

  #running(): AtlassianSimulator {
    if (!this.#simulator) throw new Error('The simulator has not started.');
    return this.#simulator;
  }
}
