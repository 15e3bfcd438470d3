import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Format } from '../faults/formats';
import { Served } from '../faults/promise';
import { listen } from '../listen';
import type { Outside } from './outside';

const DAY_MS = 24 * 3_600_000;

/** A bundled simulator behind an address that stays, with a record of what went out. */
export abstract class RecordedServer implements Outside {
  readonly served: Served;
  /** Path and query of each request that was answered. */
  readonly answered: string[] = [];
  /** Where it listens. */
  address = '';
  #now: number;
  #meeting: Meeting | undefined;
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch((error) => response.destroy(error));
  });

  /** Its clock stands still until it is moved, so that nothing happens in between. */
  constructor(
    readonly source: string,
    format: Format,
    daysBehind: number,
  ) {
    this.served = new Served(format);
    this.#now = Date.now() - daysBehind * DAY_MS;
  }

  abstract hasServedAll(): Promise<true | undefined>;

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
  }

  /** Epoch milliseconds. */
  protected get now(): number {
    return this.#now;
  }

  protected async listen(): Promise<void> {
    this.address = await listen(this.#server);
  }

  /** Where the simulator is that answers now. */
  protected abstract behind(): URL;

  /** What of a request's headers the simulator looks at. */
  protected abstract credentialIn(headers: IncomingHttpHeaders): Readonly<Record<string, string>>;

  /** Whether a usable answer has records. */
  protected abstract hasRecords(body: Uint8Array): boolean;

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await this.#meeting?.arrive();
    const { method = '', url: target = '', headers } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const answer = await fetch(new URL(target, this.behind()), {
      method,
      headers: this.credentialIn(headers),
      ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
    });
    const body = new Uint8Array(await answer.arrayBuffer());
    if (answer.ok && this.hasRecords(body)) this.served.add(body);
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
