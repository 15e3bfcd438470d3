import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AtlassianSimulator, startAtlassianSimulator } from '../../local/simulators/atlassian/simulator';
import { Served } from '../faults/promise';
import { listen } from '../listen';

const DAY_MS = 24 * 3_600_000;
const EVENTS_PER_DAY = 40;

/** The bundled simulator of Atlassian behind an address that stays, with a record of what went out. */
export class RecordedApi {
  /** All that was answered with 200. */
  readonly served = new Served();
  /** Path and query of each request that was answered. */
  readonly answered: string[] = [];
  /** As the configuration of a source names it. */
  apiBaseUrl = '';
  #now: number;
  #simulator: AtlassianSimulator | undefined;
  #meeting: Meeting | undefined;
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch((error) => response.destroy(error));
  });

  /** Its clock stands still until it is moved, so that nothing happens in between. */
  constructor(daysBehind: number) {
    this.#now = Date.now() - daysBehind * DAY_MS;
  }

  /** Listens, and accepts one key. */
  async start(apiKey: string): Promise<void> {
    this.apiBaseUrl = `${await listen(this.#server)}/admin`;
    await this.acceptOnly(apiKey);
  }

  /** Refuses every other key from now on. */
  async acceptOnly(apiKey: string): Promise<void> {
    await this.#simulator?.stop();
    this.#simulator = await startAtlassianSimulator({ apiKey, eventsPerDay: EVENTS_PER_DAY, now: () => this.#now });
  }

  /** Whether nothing is left that was never asked for; undefined when there is. */
  async hasServedNewest(): Promise<true | undefined> {
    if (!this.#simulator) return undefined;
    const { baseUrl, orgId, apiKey } = this.#simulator;
    const newest = new Served();
    const query = `sortOrder=desc&limit=1&from=${this.#now - DAY_MS}`;
    const headers = { authorization: `Bearer ${apiKey}` };
    const answer = await fetch(`${baseUrl}/v1/orgs/${orgId}/events-stream?${query}`, { headers });
    newest.add(new Uint8Array(await answer.arrayBuffer()));
    const [record = ''] = newest.records;
    return this.served.records.has(record) || undefined;
  }

  /** Lets the events of so many more days happen. */
  passDays(days: number): void {
    this.#now += days * DAY_MS;
  }

  /** Holds requests back until so many wait, and lets them go together. */
  letMeet(count: number): void {
    this.#meeting = new Meeting(count);
  }

  /** Closes every connection. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await this.#simulator?.stop();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await this.#meeting?.arrive();
    if (!this.#simulator) throw new Error('The simulator has not started.');
    const { url: target = '', headers } = request;
    const { authorization = '' } = headers;
    const answer = await fetch(new URL(target, this.#simulator.baseUrl), { headers: { authorization } });
    const body = new Uint8Array(await answer.arrayBuffer());
    if (answer.ok) this.served.add(body);
    this.answered.push(target);
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(body);
  }
}

class Meeting {
  #missing: number;
  #begin = () => {};
  readonly #begun = new Promise<void>((resolve) => {
    this.#begin = resolve;
  });

  constructor(count: number) {
    this.#missing = count;
  }

  arrive(): Promise<void> {
    this.#missing -= 1;
    if (this.#missing === 0) this.#begin();
    return this.#begun;
  }
}
