import type { Clock } from '../lambda/platform/clock';
import { processingTime } from '../lambda/sources/atlassian/page';
import type { FetchedPage, PullSource, RequestParameters } from '../lambda/sources/pull-source';

/** A record that the API has, and its place there. */
export interface MemoryRecord {
  readonly id: string;
  /** Where the record stands in the stream; not in the record itself when it is malformed. */
  readonly processedAt: number;
  readonly record: unknown;
}

/** An audit API in memory with the habits of events-stream: ascending by processing time, cursors that can be refused. */
export class MemoryApi {
  readonly records: MemoryRecord[] = [];
  /** Whose records these are. */
  feed = '/events-stream';
  #generation = 0;

  constructor(
    private readonly limit: number,
    private readonly endOfStream: 'cursor' | 'null',
  ) {}

  /** Puts a record where its processing time belongs: at the end, or behind cursors that have passed. */
  add(record: MemoryRecord): void {
    this.records.push(record);
    this.records.sort((a, b) => a.processedAt - b.processedAt || (a.id < b.id ? -1 : 1));
  }

  /** From now on refuses every cursor given out so far. */
  forgetCursors(): void {
    this.#generation += 1;
  }

  /** The page after a cursor, or from a time on, and the cursor after it; undefined when the cursor is refused. */
  read(request: RequestParameters): { readonly records: unknown[]; readonly next: string | undefined } | undefined {
    const after = typeof request.cursor === 'string' ? parseCursor(request.cursor) : undefined;
    if (after && after.generation !== this.#generation) return undefined;
    const isNext = (r: MemoryRecord) =>
      after
        ? r.processedAt > after.processedAt || (r.processedAt === after.processedAt && r.id > after.id)
        : r.processedAt >= Number(request.from);
    const rest = this.records.filter(isNext);
    const page = rest.slice(0, this.limit);
    const last = page.at(-1);
    const isEnd = page.length === rest.length;
    const same = typeof request.cursor === 'string' ? request.cursor : undefined;
    const cursor = last ? `${this.#generation}/${last.processedAt}/${last.id}` : same;
    return {
      records: page.map(({ record }) => record),
      next: isEnd && this.endOfStream === 'null' ? undefined : cursor,
    };
  }

  /** A client of this API, one for each run. */
  source(clock: Clock): PullSource {
    return {
      traffic: { requests: 0, throttles: 0 },
      feed: async () => this.feed,
      requestSince: (time) => ({ from: time }),
      fetchPage: async (request) => this.#answer(request, clock.now()),
    };
  }

  #answer(request: RequestParameters, receivedAt: number): FetchedPage {
    const page = this.read(request);
    if (!page) return { kind: 'cursor-refused' };
    const { records, next } = page;
    return {
      kind: 'page',
      page: {
        request: { path: this.feed, query: request },
        response: { status: 200, requestId: null },
        receivedAt,
        body: new TextEncoder().encode(JSON.stringify({ data: records, meta: { next: next ?? null } })),
        records,
        times: records.map(processingTime),
        next: next === undefined ? undefined : { cursor: next },
      },
    };
  }
}

function parseCursor(cursor: string) {
  const [generation = '', processedAt = '', id = ''] = cursor.split('/');
  return { generation: Number(generation), processedAt: Number(processedAt), id };
}
