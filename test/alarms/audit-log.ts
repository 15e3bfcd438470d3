import type { HttpGet, HttpResponse } from '../../lambda/platform/http';
import { AtlassianFeed } from '../faults/atlassian-feed';
import { Served } from '../faults/promise';
import { MemoryApi } from '../memory-api';

const MINUTE = 60_000;
// So few that a run which gets one page falls behind.
const PAGE = 2;

/** A vendor's audit log: what happens there, and the API that tells of it. */
export class AuditLog {
  /** The one key that the API takes. */
  key = 'key-1';
  /** Minutes between two events; false: nothing happens. */
  eventEvery: number | false = 20;
  /** Beside each event it tells of something in a way that no schema knows. */
  isMalformed = false;
  /** How many pages a run gets before the API asks it to wait for hours. */
  pagesForRun = Number.POSITIVE_INFINITY;
  /** All that the API was asked to keep, to compare with what Keepwatch has in the end. */
  readonly served = new Served();
  readonly #api = new MemoryApi(PAGE, 'cursor');
  readonly #shape = new AtlassianFeed(PAGE, 'cursor');
  #made = 0;

  /** What happens in a minute that begins at a time. */
  happen(at: number): void {
    if (this.eventEvery === false || (at / MINUTE) % this.eventEvery !== 0) return;
    this.#made += 1;
    const id = `e-${this.#made}`;
    this.#add(this.#shape.record(this.#made, id, at), at);
    if (this.isMalformed) this.#add({ id: `${id}-malformed`, attributes: { time: 'yesterday' } }, at);
  }

  /** The API, as one run meets it. */
  open(now: () => number): HttpGet {
    let pages = 0;
    return async (url, headers) => {
      const answer = (status: number, body: string, more: Record<string, string> = {}): HttpResponse => {
        const date = new Date(now()).toUTCString();
        return { status, headers: new Headers({ date, ...more }), body: Buffer.from(body) };
      };
      if (headers.authorization !== `Bearer ${this.key}`) return answer(401, '{}');
      if (pages >= this.pagesForRun) return answer(429, '{}', { 'retry-after': '7200' });
      pages += 1;
      const page = this.#api.read(Object.fromEntries(url.searchParams));
      if (!page) return answer(400, '{}');
      const body = JSON.stringify({ data: page.records, meta: { next: page.next } });
      this.served.add(Buffer.from(body), false);
      return answer(200, body);
    };
  }

  #add(record: unknown, at: number): void {
    this.#api.add({ id: String(this.#api.records.length).padStart(6, '0'), processedAt: at, record });
    this.served.add(this.#shape.bodyOf(record));
  }
}
