import { type Cursor, readCursor } from './cursor';
import { Refusal } from './refusal';

const PARAMETERS = ['cursor', 'from', 'to', 'limit', 'sortOrder'];
const DEFAULT_LIMIT = 200;
const MAXIMUM_LIMIT = 500;

/** A parsed request for a page. */
export interface PageRequest extends Cursor {
  readonly limit: number;
}

/** Reads the parameters of `events-stream`. A cursor contains the first request's selection; other parameters are then checked and not used. */
export function readQuery(query: URLSearchParams, seed: number): PageRequest {
  for (const name of query.keys()) {
    if (!PARAMETERS.includes(name)) throw bad(`Unknown parameter: ${name.slice(0, 100)}.`);
    if (query.getAll(name).length > 1) throw bad(`Parameter ${name} is given more than once.`);
  }
  const limit = readLimit(query.get('limit'));
  const order = query.get('sortOrder') ?? 'asc';
  if (order !== 'asc' && order !== 'desc') throw bad('Parameter sortOrder must be asc or desc.');
  const from = readMilliseconds('from', query.get('from'));
  const to = readMilliseconds('to', query.get('to'));
  if (from !== null && to !== null && from > to) throw bad('Parameter from must not be later than to.');

  const text = query.get('cursor');
  if (text === null) return { selection: { order, from, to }, position: null, limit };
  const cursor = readCursor(text, seed);
  if (cursor === null) throw cursorRefused();
  return { ...cursor, limit };
}

/** The API's way to say that a cursor is unknown, broken or too old. */
export function cursorRefused(): Refusal {
  return new Refusal(400, 'InvalidPageCursor', 'The page cursor is not valid.');
}

function readLimit(text: string | null): number {
  if (text === null) return DEFAULT_LIMIT;
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MAXIMUM_LIMIT) throw bad(`Parameter limit must be a number from 1 to ${MAXIMUM_LIMIT}.`);
  return limit;
}

function readMilliseconds(name: string, text: string | null): number | null {
  if (text === null) return null;
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  // From 2001 to 2286 a count of seconds has ten digits; taken as milliseconds it would silently mean early 1970.
  const looksLikeSeconds = value >= 1e9 && value < 1e10;
  if (Number.isNaN(value) || looksLikeSeconds) throw bad(`Parameter ${name} must be UNIX epoch milliseconds.`);
  return value;
}

function bad(detail: string): Refusal {
  return new Refusal(400, 'InvalidRequest', detail);
}
