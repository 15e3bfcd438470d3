import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { serveSimulator } from '../serve';
import { type ApiAnswer, answer, errorAnswer } from './api';
import { auditTable } from './audit-table';
import { DataLake } from './data-lake';
import type { Faults } from './faults';

/** The key that the simulator accepts. Opens nothing else. */
export const DEMO_PANTHER_KEY = 'demo-key-of-the-bundled-panther';

/** What can be chosen about a simulator. */
export interface PantherSimulatorOptions {
  /** Epoch milliseconds: what has happened, and which queries are done. */
  readonly now: () => number;
  /** Another seed is another history. @default 1 */
  readonly seed?: number;
  /** @default 0: any free port */
  readonly port?: number;
  /** @default 100 */
  readonly eventsPerDay?: number;
  /** How long every answer takes. @default 0 */
  readonly latencyMs?: number;
  /** How long a query runs. @default 3000 */
  readonly queryMs?: number;
  /** How long after its processing time a row becomes visible, at most. @default 0 */
  readonly visibleWithinMs?: number;
  /** Which requests go wrong. @default none */
  readonly faults?: Faults;
}

/** A running simulator. */
export interface PantherSimulator {
  /** The value of apiHost in the credential. */
  readonly baseUrl: string;
  /** How many requests it has received. */
  readonly requests: number;
  /** Queries started, and the most that ran at the same time. */
  readonly queries: { readonly begun: number; readonly atOnce: number };
  /** Closes every connection. */
  stop(): Promise<void>;
}

/** Starts an HTTP server on 127.0.0.1 that plays the API of a Panther deployment, as far as its audit log needs it. */
export async function startPantherSimulator(options: PantherSimulatorOptions): Promise<PantherSimulator> {
  const { now, seed = 1, eventsPerDay = 100, latencyMs = 0, queryMs = 3000, visibleWithinMs = 0, faults } = options;
  // Below a millisecond a slot could not have a processing time of its own.
  if (!(eventsPerDay >= 1 && eventsPerDay <= 86_400_000)) {
    throw new RangeError(`eventsPerDay is ${eventsPerDay}; allowed are 1 to 86400000.`);
  }
  const lake = new DataLake({ seed, now, queryMs, table: auditTable({ seed, eventsPerDay, visibleWithinMs }) });
  const stopping = new AbortController();
  let requests = 0;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    requests += 1;
    const fault = faults?.get(requests);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    if (latencyMs > 0) await wait(latencyMs, undefined, { signal: stopping.signal });

    if (fault?.kind === 'status') return send(response, errorAnswer(fault.status, 'this answer was planned'));
    if (fault?.kind === 'throttle') {
      const headers = { 'Retry-After': String(fault.seconds) };
      return send(response, { ...errorAnswer(429, 'too many requests'), headers });
    }
    if (fault?.kind === 'forget-queries') lake.forget();
    const key = request.headers['x-api-key'];
    const asked = {
      method: request.method ?? '',
      path: request.url ?? '',
      apiKey: typeof key === 'string' ? key : undefined,
      body: Buffer.concat(chunks).toString(),
    };
    const answered = answer(lake, DEMO_PANTHER_KEY, now(), asked, fault);
    if (fault?.kind === 'lose-answer') request.socket.resetAndDestroy();
    else if (fault?.kind === 'truncate') sendHalf(response, answered);
    else send(response, answered);
  };
  const { origin, stop } = await serveSimulator(serve, options.port ?? 0);

  return {
    baseUrl: origin,
    get requests() {
      return requests;
    },
    queries: lake.counts,
    stop() {
      // A wait that this cuts short rejects.
      stopping.abort();
      return stop();
    },
  };
}

function send(response: ServerResponse, { status, headers, body }: ApiAnswer): void {
  const length = Buffer.byteLength(body);
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers, 'Content-Length': length });
  response.end(body);
}

function sendHalf(response: ServerResponse, { status, body }: ApiAnswer): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
  // Destroyed only once the half is on its way: a client that sees no body at all meets another fault.
  response.write(body.slice(0, body.length / 2), () => response.destroy());
}
