import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { serveSimulator } from '../serve';
import type { ApiOptions, EndOfStream } from './api';
import type { Faults } from './faults';
import { respond } from './respond';
import { createTimeline, type RangeReading } from './timeline';

/** The organization that the simulator knows when nothing else is said. */
export const DEMO_ORG_ID = '7c1a5f0e-2b64-4d83-9a57-0e6f3c8b1d24';

/** The key that the simulator accepts when nothing else is said. Opens nothing else. */
export const DEMO_API_KEY = 'demo-key-of-the-bundled-simulator';

/** What can be chosen about a simulator. */
export interface AtlassianSimulatorOptions {
  /** Another seed is another history. @default 1 */
  readonly seed?: number;
  /** @default 0: any free port */
  readonly port?: number;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
  /** @default DEMO_ORG_ID */
  readonly orgId?: string;
  /** @default DEMO_API_KEY */
  readonly apiKey?: string;
  /** @default 140: the 180 days that the API keeps are then about 25,000 events, or 50 pages of 500 */
  readonly eventsPerDay?: number;
  /** What the last page says about going on. @default 'cursor' */
  readonly endOfStream?: EndOfStream;
  /** How `from` and `to` are read. @default inclusive, on processedAt */
  readonly range?: RangeReading;
  /** Which requests go wrong. @default none */
  readonly faults?: Faults;
  /** How long every answer takes. @default 0 */
  readonly latencyMs?: number;
}

/** A running simulator. */
export interface AtlassianSimulator {
  /** What to poll instead of `https://api.atlassian.com/admin`. */
  readonly baseUrl: string;
  readonly orgId: string;
  readonly apiKey: string;
  /** How many requests it has received. */
  readonly requests: number;
  /**
   * From now on serves an event that was processed between 2 and 28 hours ago and was withheld until now. One a day:
   * further calls on the same day of `now` reveal the same one, as does a simulator that starts again.
   */
  revealLateEvent(): { readonly id: string; readonly processedAt: string };
  /** Closes every connection, also those that hang. */
  stop(): Promise<void>;
}

/** Starts an HTTP server on 127.0.0.1 that plays the audit log of an Atlassian organization. */
export async function startAtlassianSimulator(options: AtlassianSimulatorOptions = {}): Promise<AtlassianSimulator> {
  const { seed = 1, now = Date.now, orgId = DEMO_ORG_ID, apiKey = DEMO_API_KEY, eventsPerDay = 140 } = options;
  const { endOfStream = 'cursor', range = {}, faults = new Map(), latencyMs = 0 } = options;
  // Below a millisecond a slot could not have a processing time of its own.
  if (!(eventsPerDay >= 1 && eventsPerDay <= 86_400_000)) {
    throw new RangeError(`eventsPerDay is ${eventsPerDay}; allowed are 1 to 86400000.`);
  }
  const timeline = createTimeline({ seed, orgId, eventsPerDay, now, range });
  const api: ApiOptions = { seed, orgId, apiKey, endOfStream, timeline };
  const stopping = new AbortController();
  let requests = 0;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    requests += 1;
    const fault = faults.get(requests);
    // A body is never wanted, but left unread it would keep the connection from its next request.
    request.resume();
    if (latencyMs > 0) await wait(latencyMs, undefined, { signal: stopping.signal });
    respond(request, response, api, fault, now());
  };
  const { origin, stop } = await serveSimulator(serve, options.port ?? 0);

  return {
    baseUrl: `${origin}/admin`,
    orgId,
    apiKey,
    get requests() {
      return requests;
    },
    revealLateEvent() {
      const { id, attributes } = timeline.revealLateEvent().event;
      return { id, processedAt: attributes.processedAt };
    },
    stop() {
      // A wait that this cuts short rejects.
      stopping.abort();
      return stop();
    },
  };
}
