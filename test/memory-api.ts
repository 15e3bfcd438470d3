import type { Clock } from '../lambda/platform/clock';
import { processingTime, readAtlassianRecords } from '../lambda/sources/atlassian/page';
import type { Answer, PullSource, RequestParameters } from '../lambda/sources/pull-source';

export interface MemoryRecord {
  readonly id: string;
  /** Where the record stands in the stream; not in the record itself when it is malformed. */
  readonly processedAt: number;
  readonly record: unknown;
}

/** An audit API in memory with the habits of events-stream: ascending by processing time, cursors that can be refused. */
export class MemoryApi {
  readonly records: MemoryRecord[] = [];
  /** Canonical texts of all records that were ever in an answer. */
  readonly served = new Set<string>();
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

  /** A client of this API, one for each run. */
  source(clock: Clock): PullSource {
    return {
      logType: 'Atlassian.Audit',
      traffic: { requests: 0, throttles: 0 },
      readRecords: readAtlassianRecords,
      feed: async () => this.feed,
      requestSince: (time) => ({ from: time }),
      ask: async (request) => this.#answer(request, clock.now()),
    };
  }

  #answer(request: RequestParameters, receivedAt: number): Answer {
    const after = typeof request.cursor === 'string' ? parseCursor(request.cursor) : undefined;
    if (after && after.generation !== this.#generation) return { kind: 'cursor-refused' };
    const isNext = (r: MemoryRecord) =>
      after
        ? r.processedAt > after.processedAt || (r.processedAt === after.processedAt && r.id > after.id)
        : r.processedAt >= Number(request.from);
    const rest = this.records.filter(isNext);
    const page = rest.slice(0, this.limit);
    const last = page.at(-1);
    const isEnd = page.length === rest.length;
    const cursor = last ? `${this.#generation}/${last.processedAt}/${last.id}` : request.cursor;
    const next = isEnd && this.endOfStream === 'null' ? undefined : cursor;
    const records = page.map(({ record }) => record);
    for (const record of records) this.served.add(JSON.stringify(record));
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
