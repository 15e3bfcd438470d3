import { captureKey, capturePrefix, decodeCapture } from '../../lambda/archive/capture';
import { capturesAfter, findHead, firstCapture } from '../../lambda/archive/head';
import { ArchiveError, NewerFormatError } from '../../lambda/errors';
import { parseRowsKey } from '../../lambda/lake/layout';
import { CLASSIFICATION_FAILURES, PREFIX } from '../../lambda/names';
import type { ObjectStore } from '../../lambda/platform/object-store';

const WIDEST_GAP = 1000;

/** An end of a range of captures: a number, or a time in epoch milliseconds. */
export type RangeEnd = { readonly seq: number } | { readonly time: number };

/** Keys of the captures of a source in a range, both ends included, also of those that are missing between them. */
export async function capturesBetween(
  archive: ObjectStore,
  source: string,
  from: RangeEnd,
  to: RangeEnd | undefined,
): Promise<readonly string[]> {
  const first = await firstCapture(archive, source);
  const head = await findHead(archive, source, undefined);
  const begin = 'seq' in from ? from.seq : await firstSince(archive, source, first, head, from.time);
  const end =
    to === undefined ? head : 'seq' in to ? to.seq : (await firstSince(archive, source, first, head, to.time + 1)) - 1;
  const keys: string[] = [];
  let next = Math.max(first, begin, 1);
  for await (const seq of capturesAfter(archive, source, next - 1)) {
    if (seq > end) break;
    // Missing ones are included, to be reported. Beyond a gap this wide, somebody added an object.
    if (seq - next <= WIDEST_GAP) for (; next < seq; next += 1) keys.push(captureKey(source, next));
    keys.push(captureKey(source, seq));
    next = seq + 1;
  }
  return keys;
}

// Captures ascend in time, apart from differing clocks: a binary search finds the first of a time, or one close to it.
async function firstSince(archive: ObjectStore, source: string, first: number, head: number, time: number) {
  let [low, high] = [first, head + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await capturedAt(archive, source, middle, high)) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

// Time of a capture, or of the next one when it is missing or damaged.
async function capturedAt(archive: ObjectStore, source: string, from: number, to: number): Promise<number> {
  for await (const seq of capturesAfter(archive, source, from - 1)) {
    if (seq >= to) break;
    const key = captureKey(source, seq);
    const object = await archive.get(key);
    try {
      return Date.parse(decodeCapture(key, object?.body ?? Uint8Array.of()).header.capturedAt);
    } catch (error) {
      if (!(error instanceof ArchiveError || error instanceof NewerFormatError)) throw error;
    }
  }
  return Number.POSITIVE_INFINITY;
}

/** Keys of the captures with records that did not match the schema, in order, from a listing of that table. */
export async function capturesWithFailures(lake: ObjectStore): Promise<readonly string[]> {
  const keys = new Set<string>();
  for await (const key of lake.list(`${PREFIX.events}${CLASSIFICATION_FAILURES}/`)) {
    const rows = parseRowsKey(key);
    if (rows) keys.add(captureKey(rows.source, rows.seq));
  }
  return [...keys].sort();
}

/** Filters keys of captures by source. */
export function ofSource(keys: readonly string[], source: string | undefined): readonly string[] {
  return source === undefined ? keys : keys.filter((key) => key.startsWith(capturePrefix(source)));
}
