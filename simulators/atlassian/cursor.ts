import { createHash } from 'node:crypto';
import type { Position, Selection } from './timeline';

/** A cursor: the selection of the first request and the last event that was served. */
export interface Cursor {
  readonly selection: Selection;
  /** Null as long as nothing was served. */
  readonly position: Position | null;
}

const SHAPE = /^(asc|desc)\|(\d{0,15})\|(\d{0,15})\|(?:(\d{1,15})\/([0-9a-f-]{36}))?\|[0-9a-f]{16}$/;

/** Writes a cursor. It carries a checksum over the seed, so that cursors of another history are refused. */
export function writeCursor({ selection, position }: Cursor, seed: number): string {
  const { order, from, to } = selection;
  const place = position === null ? '' : `${position.processedAt}/${position.id}`;
  const text = `${order}|${from ?? ''}|${to ?? ''}|${place}`;
  const checksum = createHash('sha256').update(`${seed}|${text}`).digest('hex').slice(0, 16);
  return Buffer.from(`${text}|${checksum}`).toString('base64url');
}

/** Reads a cursor; null when it is not one of this seed's. */
export function readCursor(text: string, seed: number): Cursor | null {
  const match = SHAPE.exec(Buffer.from(text, 'base64url').toString('latin1'));
  if (match === null) return null;
  const [, order, from = '', to = '', processedAt, id] = match;
  const cursor: Cursor = {
    selection: {
      order: order === 'desc' ? 'desc' : 'asc',
      from: from === '' ? null : Number(from),
      to: to === '' ? null : Number(to),
    },
    position: processedAt === undefined || id === undefined ? null : { processedAt: Number(processedAt), id },
  };
  // Only what this server would write itself is taken: that covers the checksum and every odd spelling of base64.
  return writeCursor(cursor, seed) === text ? cursor : null;
}
