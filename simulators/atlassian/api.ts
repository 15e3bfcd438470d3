import { ACTIONS } from './actions';
import { writeCursor } from './cursor';
import { eventActions } from './event-actions';
import { cursorRefused, type PageRequest, readQuery } from './query';
import { errorBody, Refusal } from './refusal';
import type { Timeline } from './timeline';

/** How the last page ends the stream. Sources disagree about the real API. */
export type EndOfStream = 'cursor' | 'null' | 'absent';

/** One request, without its connection. */
export interface ApiRequest {
  readonly method: string;
  /** Path and query, as received. */
  readonly target: string;
  readonly authorization: string | undefined;
}

/** The response. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the API accepts, and the history that it serves. */
export interface ApiOptions {
  readonly seed: number;
  readonly orgId: string;
  readonly apiKey: string;
  readonly endOfStream: EndOfStream;
  readonly timeline: Timeline;
}

const PATH = /^\/admin\/v1\/orgs\/([^/]+)\/(events-stream|event-actions)$/;

/** Answers any request. */
export function answer(options: ApiOptions, request: ApiRequest, refuseCursor = false): ApiAnswer {
  try {
    const asked = understand(options, request, refuseCursor);
    return json(200, asked === 'event-actions' ? actions() : page(options, asked));
  } catch (error) {
    if (error instanceof Refusal) return refusal(error);
    return errorAnswer(500, 'InternalError', `The simulator failed: ${error}`);
  }
}

/** An error answer with the API's body. */
export function errorAnswer(status: number, code: string, detail: string): ApiAnswer {
  return json(status, errorBody(status, code, detail));
}

function understand(
  { seed, orgId, apiKey }: ApiOptions,
  request: ApiRequest,
  refuseCursor: boolean,
): PageRequest | 'event-actions' {
  // Not parsed as a URL: that would throw on some of what clients can send.
  const mark = request.target.indexOf('?');
  const path = mark < 0 ? request.target : request.target.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? '' : request.target.slice(mark + 1));

  const [, organization, resource] = PATH.exec(path) ?? [];
  if (organization === undefined) throw new Refusal(404, 'NotFound', 'No such resource.');
  if (request.method !== 'GET') throw new Refusal(405, 'MethodNotAllowed', 'Only GET is allowed here.');
  if (request.authorization !== `Bearer ${apiKey}`) throw new Refusal(401, 'Unauthorized', 'The API key is not valid.');
  if (organization !== orgId) throw new Refusal(404, 'NotFound', 'No such organization.');
  if (resource === 'event-actions') return resource;
  if (refuseCursor && query.has('cursor')) throw cursorRefused();
  return readQuery(query, seed);
}

function actions(): string {
  return JSON.stringify({ data: eventActions(ACTIONS.map(({ action }) => action)) });
}

function page({ seed, orgId, endOfStream, timeline }: ApiOptions, request: PageRequest): string {
  const { selection, position, limit } = request;
  const { events, more } = timeline.read(selection, position, limit);
  const last = events.at(-1);
  const reached = last === undefined ? position : { processedAt: last.processedAt, id: last.event.id };
  const next = more || endOfStream === 'cursor' ? writeCursor({ selection, position: reached }, seed) : null;
  // The address is the real API's own: a client that follows it instead of its configuration leaves the simulator.
  const stream = `https://api.atlassian.com/admin/v1/orgs/${orgId}/events-stream`;
  return JSON.stringify({
    data: events.map(({ event }) => event),
    // The real page_size is not the number of records either.
    meta: { ...(next === null && endOfStream === 'absent' ? {} : { next }), page_size: 200 },
    links: next === null ? {} : { next: `${stream}?cursor=${next}` },
  });
}

function refusal({ status, code, message }: Refusal): ApiAnswer {
  const plain = errorAnswer(status, code, message);
  return status === 405 ? { ...plain, headers: { ...plain.headers, Allow: 'GET' } } : plain;
}

function json(status: number, body: string): ApiAnswer {
  return { status, headers: { 'Content-Type': 'application/json' }, body };
}
