import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import { makeEvent } from '../../simulators/atlassian/make-event';
import type { Random } from '../../simulators/atlassian/random';
import { DEMO_ORG_ID } from '../../simulators/atlassian/simulator';
import { Served } from '../faults/promise';
import { listen } from '../listen';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
// Within the days that the first poll reaches back, and six hours before midnight.
const FIRST = Math.floor(Date.now() / DAY) * DAY - 100 * DAY + 18 * 60 * MINUTE;

interface Entry {
  /** Place of the record in the feed; sorts as text, and is the cursor after it. */
  readonly place: string;
  readonly record: unknown;
}

/** One client's access to the feed: a server on its own port, so that two processes can be distinguished. */
export interface Api {
  readonly baseUrl: string;
  /** Emits `received` and `answered` for each request. */
  readonly requests: EventEmitter;
  /** Requests so far. */
  readonly received: number;
  stop(): Promise<void>;
}

/** An audit log that grows, in small pages, and remembers what it served. */
export class AuditFeed {
  readonly served = new Served();
  /** Whether records also happen while the log is read. */
  isLive = false;
  readonly #pageSize: number;
  readonly #lastPage: 'cursor' | 'null';
  readonly #entries: Entry[] = [];
  #newest = FIRST;
  #number = 0;

  constructor(private readonly random: Random) {
    this.#pageSize = 5 + random.integer(16);
    this.#lastPage = random.pick(['cursor', 'null']);
  }

  get size(): number {
    return this.#entries.length;
  }

  /** Records happen, and about one in ten appears behind cursors that were given out. */
  grow(count: number): void {
    for (let i = 0; i < count; i += 1) {
      this.#newest += this.random.integer(4 * MINUTE);
      const isLate = this.random.chance(0.1);
      this.#add(isLate ? this.#newest - this.random.integer(DAY / 2) : this.#newest);
    }
    this.#entries.sort((a, b) => (a.place < b.place ? -1 : 1));
  }

  /** Opens the feed to one client. Each answer waits for `beforeAnswer`. */
  async open(beforeAnswer: (number: number) => Promise<void> = async () => {}): Promise<Api> {
    const requests = new EventEmitter();
    let received = 0;
    const server = createServer(async (request, response) => {
      received += 1;
      requests.emit('received');
      await beforeAnswer(received);
      // Fewer than a page holds: who reads catches up.
      if (this.isLive) this.grow(this.random.integer(3));
      const body = Buffer.from(JSON.stringify(this.#page(new URL(request.url ?? '', 'http://feed').searchParams)));
      this.served.add(body);
      response.on('finish', () => requests.emit('answered'));
      response.end(body);
    });
    const address = await listen(server);
    return {
      baseUrl: `${address}/admin`,
      requests,
      get received() {
        return received;
      },
      stop: () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    };
  }

  #add(processedAt: number): void {
    this.#number += 1;
    const place = `${pad(processedAt)}.${pad(this.#number)}`;
    this.#entries.push({ place, record: this.#record(processedAt) });
  }

  // Mostly events, of several days so that one capture fills several partitions; some of them fit no schema.
  #record(processedAt: number): unknown {
    const { event } = makeEvent(this.random, { orgId: DEMO_ORG_ID, processedAt, malformed: this.random.chance(0.05) });
    if (this.random.chance(0.03)) return `no object ${this.#number}`;
    if (this.random.chance(0.03)) return { ...event, links: null };
    if (this.random.chance(0.03)) return { ...event, id: 'shared' };
    if (this.random.chance(0.5)) return event;
    const time = new Date(processedAt - this.random.integer(3 * DAY)).toISOString();
    return { ...event, attributes: { ...event.attributes, time } };
  }

  // Some pages begin with the record before, and some hold one twice.
  #page(query: URLSearchParams) {
    const cursor = query.get('cursor') ?? pad(Number(query.get('from')));
    const next = this.#entries.findIndex(({ place }) => place > cursor);
    const begin = next > 0 && next % 3 === 0 ? next - 1 : next;
    const page = next < 0 ? [] : this.#entries.slice(begin, begin + this.#pageSize);
    const records = page.map(({ record }) => record);
    const isLast = page.at(-1) === this.#entries.at(-1);
    return {
      data: next % 5 === 0 ? [...records, records[0]] : records,
      meta: { next: isLast && this.#lastPage === 'null' ? null : (page.at(-1)?.place ?? cursor) },
    };
  }
}

function pad(number: number): string {
  return String(number).padStart(15, '0');
}
