import type { Clock } from '../../lambda/platform/clock';
import { HttpFailure, type HttpPost, type HttpResponse } from '../../lambda/platform/http';
import { PantherSource } from '../../lambda/sources/panther/panther-source';
import { answer, errorAnswer } from '../../simulators/panther/api';
import { DataLake } from '../../simulators/panther/data-lake';
import type { Fault } from '../../simulators/panther/faults';
import { faultySecret } from './faulty-ports';
import type { EndOfStream, Feed, Outside } from './feed';
import { asObject, PANTHER, parsedObject } from './formats';
import type { Call, Run } from './scheduler';

const HOUR = 60 * 60_000;
const QUERY_MS = 3000;

/** The audit log of a Panther deployment: the simulator's data lake, with pages as small as a schedule wants them. */
export class PantherFeed implements Feed {
  readonly kind = 'panther';
  readonly source = 'panther-main';
  readonly format = PANTHER;
  readonly hidesAheadFor = 6 * HOUR;
  readonly #rows: { readonly place: number; readonly processedAt: number; readonly row: unknown }[] = [];
  readonly #lake: DataLake;
  #now = 0;

  constructor(
    private readonly pageLimit: number,
    endOfStream: EndOfStream,
  ) {
    this.#lake = new DataLake({
      seed: 1,
      now: () => this.#now,
      queryMs: QUERY_MS,
      endsEmpty: endOfStream === 'cursor',
      table: (since, until) =>
        this.#rows
          .filter(({ processedAt }) => processedAt >= since && processedAt < until)
          .sort((a, b) => a.processedAt - b.processedAt || a.place - b.place)
          .map(({ row }) => row),
    });
  }

  record(n: number, id: string, time: number): unknown {
    const timestamp = lakeText(time);
    return {
      actionName: 'UPDATE_USER',
      actionResult: 'SUCCEEDED',
      actionParams: { dynamic: { input: { n: 1 } } },
      actor: { id: 'u-1', type: 'USER' },
      timestamp,
      pantherVersion: '1.100.0',
      n,
      p_row_id: id,
      p_parse_time: timestamp,
      p_any_usernames: null,
    };
  }

  untimed(n: number): unknown {
    return { actionName: `untimed-${n}`, p_row_id: 'e-1' };
  }

  again(record: unknown): unknown {
    return typeof record === 'string' ? record : { ...asObject(record), p_row_id: 'again', p_source_id: 'other' };
  }

  add(record: unknown, processedAt: number): void {
    this.#rows.push({ place: this.#rows.length, processedAt, row: record });
  }

  bodyOf(record: unknown): Uint8Array {
    return Buffer.from(JSON.stringify({ data: { dataLakeQuery: { results: { edges: [{ node: record }] } } } }));
  }

  forgetCursors(): void {
    this.#lake.forget();
  }

  open(outside: Outside, run: Run, clock: Clock, random: () => number): PantherSource {
    return new PantherSource({
      secret: faultySecret(() => JSON.stringify({ apiHost: 'api.acme.example.com', apiKey: outside.entered }), run),
      clock,
      random,
      post: this.#faultyPost(outside, run),
    });
  }

  // Every answer with the server's clock, every fault that a network knows, and those of queries.
  #faultyPost(outside: Outside, run: Run): HttpPost {
    return (_url, headers, body) => {
      const asked = parsedObject(Buffer.from(body));
      const [, name = ''] = /^(?:query|mutation) (\w+)/.exec(String(asked.query)) ?? [];
      const { cursor = null } = asObject(asked.variables);
      const isAfterCursor = cursor !== null;
      const plain = (status: number, text: string, more: Record<string, string> = {}): HttpResponse => {
        // Whether a query ends sooner is no concern of a run.
        if (name !== 'Cancel') run.answers.push(status);
        const date = new Date(outside.time).toUTCString();
        return { status, headers: new Headers({ date, ...more }), body: Buffer.from(text) };
      };
      const usable = (text: string): HttpResponse => {
        if (text.includes('"results":{')) {
          outside.served.add(Buffer.from(text), false);
          run.received.push(Buffer.from(text));
        }
        return plain(200, text);
      };
      const refused = () => {
        // A run that finds its own query gone, or nobody to cancel it, has met something.
        if (!isAfterCursor) run.suffered.push(`refused at api ${name}`);
        return plain(400, errorAnswer(400, 'the cursor is not valid, or no such query').body);
      };
      const answered = (respond: (text: string) => HttpResponse, fault?: Fault) => async () => {
        if (headers['x-api-key'] !== outside.key) {
          if (name === 'Cancel') run.suffered.push('refused-key at api Cancel');
          return plain(401, errorAnswer(401, 'Unauthorized').body);
        }
        const { status, body: text } = this.#answer(outside, asked, fault);
        return status === 200 && !text.includes('"errors":[{') ? respond(text) : refused();
      };
      const lost = () => Promise.reject(new HttpFailure('the connection was reset'));
      const go = answered(usable);
      const call: Call<HttpResponse> = {
        name: `api ${name}${isAfterCursor ? ' on' : ''}`,
        isWrite: false,
        go,
        suffer: {
          unreachable: lost,
          'answer-lost': () => {
            if (headers['x-api-key'] === outside.key) this.#answer(outside, asked);
            return lost();
          },
          repeated: () => go().then(go),
          'cut-short': answered((text) => plain(200, text.slice(0, -2))),
          garbage: async () => plain(200, '<html>Sign in</html>'),
          'server-error': async () => plain(503, 'Service Unavailable'),
          throttled: async () => plain(429, '', { 'retry-after': '20' }),
          'throttled-for-hours': async () => plain(429, '', { 'retry-after': '7200' }),
          'refused-key': async () => plain(401, ''),
          ...(isAfterCursor ? { 'refused-cursor': async () => refused() } : {}),
          ...(name === 'Read' ? { 'no-cursor': answered((text) => plain(200, withoutCursor(text))) } : {}),
          ...(name === 'Start'
            ? {
                'failed-query': answered(usable, { kind: 'fail-query', message: 'no warehouse' }),
                'slow-query': answered(usable, { kind: 'slow-query', milliseconds: 20 * 60_000 }),
              }
            : {}),
        },
      };
      return run.call(call);
    };
  }

  #answer({ key, time }: Outside, asked: Readonly<Record<string, unknown>>, fault?: Fault) {
    this.#now = time;
    const variables = { ...asObject(asked.variables), pageSize: this.pageLimit };
    const request = { method: 'POST', path: '/public/graphql', apiKey: key };
    return answer(this.#lake, key, time, { ...request, body: JSON.stringify({ ...asked, variables }) }, fault);
  }
}

function withoutCursor(text: string): string {
  return text.replace(/"hasNextPage":\w+,"endCursor":("[^"]*"|null)/, '"hasNextPage":true,"endCursor":null');
}

function lakeText(time: number): string {
  return new Date(time).toISOString().slice(0, 23).replace('T', ' ');
}
