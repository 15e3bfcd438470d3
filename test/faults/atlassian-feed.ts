import type { Clock } from '../../lambda/platform/clock';
import { HttpFailure, type HttpGet, type HttpResponse } from '../../lambda/platform/http';
import { AtlassianSource } from '../../lambda/sources/atlassian/atlassian-source';
import { MemoryApi } from '../memory-api';
import { faultySecret } from './faulty-ports';
import type { EndOfStream, Feed, Outside } from './feed';
import { ATLASSIAN } from './formats';
import type { Call, Run } from './scheduler';

/** Atlassian's events-stream. */
export class AtlassianFeed implements Feed {
  readonly kind = 'atlassian';
  readonly source = 'atlassian-main';
  readonly format = ATLASSIAN;
  readonly hidesAheadFor = 0;
  readonly #api: MemoryApi;

  constructor(pageLimit: number, endOfStream: EndOfStream) {
    this.#api = new MemoryApi(pageLimit, endOfStream);
  }

  record(n: number, id: string, time: number): unknown {
    const iso = new Date(time).toISOString();
    const context = [{ attributes: { n: 1 } }];
    const attributes = { time: iso, processedAt: iso, action: 'user_added_to_group', context };
    return { type: 'events', id, n, attributes, links: {} };
  }

  untimed(n: number): unknown {
    return { id: `untimed-${n}`, type: 'events', attributes: {}, links: {} };
  }

  again(record: unknown): unknown {
    return record;
  }

  add(record: unknown, processedAt: number): void {
    this.#api.add({ id: String(this.#api.records.length).padStart(6, '0'), processedAt, record });
  }

  bodyOf(record: unknown): Uint8Array {
    return Buffer.from(JSON.stringify({ data: [record] }));
  }

  forgetCursors(): void {
    this.#api.forgetCursors();
  }

  open(outside: Outside, run: Run, clock: Clock, random: () => number): AtlassianSource {
    return new AtlassianSource({
      apiBaseUrl: 'https://api.atlassian.com/admin',
      secret: faultySecret(() => JSON.stringify({ orgId: 'org-1', apiKey: outside.entered }), run),
      clock,
      random,
      get: faultyGet(this.#api, outside, run),
    });
  }
}

// Every answer with the server's clock, every fault that a network knows.
function faultyGet(api: MemoryApi, outside: Outside, run: Run): HttpGet {
  return (url, headers) => {
    const query = Object.fromEntries(url.searchParams);
    const answer = (status: number, body: string, more: Record<string, string> = {}): HttpResponse => {
      run.answers.push(status);
      const date = new Date(outside.time).toUTCString();
      return { status, headers: new Headers({ date, ...more }), body: Buffer.from(body) };
    };
    const unless = (respond: (page: NonNullable<ReturnType<MemoryApi['read']>>) => HttpResponse) => async () => {
      if (headers.authorization !== `Bearer ${outside.key}`) return answer(401, '{"errors":[{"code":"UNAUTHORIZED"}]}');
      const page = api.read(query);
      return page ? respond(page) : answer(400, '{"errors":[{"code":"INVALID_PAGE_CURSOR"}]}');
    };
    const bodyOf = (records: readonly unknown[], next: string | null | undefined) => {
      const body = JSON.stringify({ data: records, meta: { next } });
      outside.served.add(Buffer.from(body), false);
      run.received.push(Buffer.from(body));
      return body;
    };
    const call: Call<HttpResponse> = {
      name: `api get ${url.search}`,
      isWrite: false,
      go: unless(({ records, next }) => answer(200, bodyOf(records, next))),
      suffer: {
        unreachable: () => Promise.reject(new HttpFailure('the connection was reset')),
        'cut-short': unless(({ records }) => answer(200, JSON.stringify({ data: records }).slice(0, -2))),
        garbage: async () => answer(200, '<html>Sign in</html>'),
        'server-error': async () => answer(503, 'Service Unavailable'),
        throttled: async () => answer(429, '', { 'retry-after': '20' }),
        'throttled-for-hours': async () => answer(429, '', { 'retry-after': '7200' }),
        'refused-key': async () => answer(401, ''),
        'refused-cursor': async () =>
          'cursor' in query ? answer(400, '') : unless(({ records, next }) => answer(200, bodyOf(records, next)))(),
        'no-cursor': unless(({ records }) => answer(200, bodyOf(records, null))),
      },
    };
    return run.call(call);
  };
}
