import { isObject, recordDigest } from '../schema/canonical-json';
import type { Page } from '../sources/pull-source';
import type { CaptureHeader } from './capture';
import type { History } from './history';

// A record without a processing time is looked for this far before its page: as far as a sweep reaches back.
const SEARCH_BEFORE_MS = 48 * 60 * 60 * 1000;

/**
 * Positions of the records that stand earlier in the page or in the archive already, whichever way the page was asked for.
 * Walks back from the head until a capture whose watermark is older than every record still looked for: neither that
 * capture nor any before it can hold one. In steady state the head itself ends the walk.
 */
export async function findDuplicates(
  page: Page,
  head: CaptureHeader | undefined,
  history: History,
  readRecords: (body: Uint8Array) => readonly unknown[],
): Promise<readonly number[]> {
  // In steady state no record is worth a digest, nor the body a second, exact reading.
  let exact: readonly unknown[] | undefined;
  const digests: (string | undefined)[] = [];
  const digest = (i: number) => {
    exact ??= readRecords(page.body);
    digests[i] ??= recordDigest(exact[i]);
    return digests[i];
  };
  const duplicates = repeatsWithin(page.records, digest);

  let wanted = page.records.map((_, i) => i).filter((i) => !duplicates.has(i));
  const start = searchStart(page.times, head);
  for (let seq = head?.seq ?? 0; seq >= 1 && wanted.length > 0; seq--) {
    const header = seq === head?.seq ? head : await history.header(seq);
    if (!header || isBefore(header.watermark, oldestOf(wanted, page.times, start))) break;
    if (!wanted.some((i) => couldHold(header, page.times[i]))) continue;
    const archived = await history.digests(seq);
    for (const i of wanted) if (archived.has(digest(i))) duplicates.add(i);
    wanted = wanted.filter((i) => !duplicates.has(i));
  }
  return [...duplicates].sort((a, b) => a - b);
}

// Only records that share an id (or have none) are worth a digest.
function repeatsWithin(records: readonly unknown[], digest: (i: number) => string): Set<number> {
  const repeats = new Set<number>();
  const seen = new Map<string, number[]>();
  for (const [i, record] of records.entries()) {
    const key = isObject(record) && typeof record.id === 'string' ? `id ${record.id}` : digest(i);
    const earlier = seen.get(key);
    if (!earlier) seen.set(key, [i]);
    else if (earlier.some((j) => digest(j) === digest(i))) repeats.add(i);
    else earlier.push(i);
  }
  return repeats;
}

// Where to look for a record without a time: around its page, or around the head when no record of the page has one.
function searchStart(times: Page['times'], head: CaptureHeader | undefined): number {
  const known = times.filter((time) => time !== undefined);
  const watermark = head?.watermark ? Date.parse(head.watermark) : Number.NEGATIVE_INFINITY;
  return (
    known.reduce((oldest, time) => Math.min(oldest, time), known.length > 0 ? Infinity : watermark) - SEARCH_BEFORE_MS
  );
}

function oldestOf(positions: readonly number[], times: Page['times'], otherwise: number): number {
  return positions.reduce((oldest, i) => Math.min(oldest, times[i] ?? otherwise), Infinity);
}

function isBefore(watermark: string | null, time: number): boolean {
  return watermark !== null && Date.parse(watermark) < time;
}

// The range spans a capture's new records; a record without a time can stand in any capture.
function couldHold({ range }: CaptureHeader, time: number | undefined): boolean {
  if (time === undefined) return true;
  return range !== null && Date.parse(range.oldest) <= time && time <= Date.parse(range.newest);
}
