import { SWEEP_REACH_HOURS } from '../names';
import { isObject, recordDigest } from '../schema/canonical-json';
import type { Page } from '../sources/pull-source';
import type { RecordFormat } from '../sources/record-format';
import type { CaptureHeader } from './capture';
import type { History } from './history';

const SEARCH_BEFORE_MS = SWEEP_REACH_HOURS * 60 * 60 * 1000;

/**
 * Positions of the records that stand earlier in the page or in the archive already, whichever way the page was asked for.
 * Walks back from the head until a capture whose watermark is older than every record still looked for: neither that
 * capture nor any before it can hold one. In steady state the head itself ends the walk. A record without a time adds
 * nothing to a watermark; for it, what follows the capture has to be older.
 */
export async function findDuplicates(
  page: Page,
  head: CaptureHeader | undefined,
  history: History,
  format: Pick<RecordFormat, 'readRecords' | 'identityOf'>,
): Promise<readonly number[]> {
  // In steady state no record is worth a digest, nor the body a second, exact reading.
  let exact: readonly unknown[] | undefined;
  const digests: (string | undefined)[] = [];
  const digest = (i: number) => {
    exact ??= format.readRecords(page.body);
    digests[i] ??= recordDigest(format.identityOf(exact[i]));
    return digests[i];
  };
  const duplicates = repeatsWithin(page.records, digest);

  const places = page.inAnyOrder ? page.times : placesOf(page.times);
  const start = searchStart(places, head);
  let wanted = page.records.map((_, i) => i).filter((i) => !duplicates.has(i));
  let newer = head;
  // The watermark that the first timed records after this capture made: its untimed ones stand before that.
  let followedBy: string | null = null;
  for (let seq = head?.seq ?? 0; seq >= 1 && wanted.length > 0; seq--) {
    const header = seq === head?.seq ? head : await history.header(seq);
    // Expired, or hidden by somebody: what it held cannot be known, what stands before it can.
    if (!header && seq < (await history.first())) break;
    if (!header) continue;
    if (newer && newer.watermark !== header.watermark) followedBy = newer.watermark;
    newer = header;
    const isPast = (place: number | undefined) =>
      place === undefined ? isBefore(followedBy, start) : isBefore(header.watermark, place);
    if (wanted.every((i) => isPast(places[i]))) break;
    const couldHold = placesIn(header);
    if (!wanted.some((i) => couldHold(places[i]))) continue;
    const archived = await history.digests(seq);
    for (const i of wanted) if (archived.has(digest(i))) duplicates.add(i);
    wanted = wanted.filter((i) => !duplicates.has(i));
  }
  return [...duplicates].sort((a, b) => a - b);
}

// Only records that share an id (or have none) are worth a digest.
function repeatsWithin(records: readonly unknown[], digest: (i: number) => string): Set<number> {
  const repeats = new Set<number>();
  const firstOf = new Map<string, number>();
  const digestsOf = new Map<string, Set<string>>();
  for (const [i, record] of records.entries()) {
    const key = isObject(record) && typeof record.id === 'string' ? `id ${record.id}` : 'no id';
    const first = firstOf.get(key);
    if (first === undefined) {
      firstOf.set(key, i);
      continue;
    }
    const seen = digestsOf.get(key) ?? new Set([digest(first)]);
    if (seen.has(digest(i))) repeats.add(i);
    digestsOf.set(key, seen.add(digest(i)));
  }
  return repeats;
}

// Where the time of each record places it in the stream, which ascends: a time far before an earlier record's places
// nothing. Believed, the year 1 of one malformed record would send the walk through the whole archive.
function placesOf(times: Page['times']): Page['times'] {
  let latest = Number.NEGATIVE_INFINITY;
  return times.map((time) => {
    if (time === undefined || time < latest - SEARCH_BEFORE_MS) return undefined;
    latest = Math.max(latest, time);
    return time;
  });
}

// Where to look for a record without a place: around its page, or around the head when no record of the page has one.
function searchStart(places: Page['times'], head: CaptureHeader | undefined): number {
  const known = places.filter((time) => time !== undefined);
  const watermark = head?.watermark ? Date.parse(head.watermark) : Number.NEGATIVE_INFINITY;
  return known.reduce((a, b) => Math.min(a, b), known.length > 0 ? Infinity : watermark) - SEARCH_BEFORE_MS;
}

function isBefore(watermark: string | null, time: number): boolean {
  return watermark !== null && Date.parse(watermark) < time;
}

// The range spans the times of a capture's new records; one without a place can stand anywhere.
function placesIn({ range }: CaptureHeader): (place: number | undefined) => boolean {
  const [oldest, newest] = range ? [Date.parse(range.oldest), Date.parse(range.newest)] : [Infinity, -Infinity];
  return (place) => place === undefined || (oldest <= place && place <= newest);
}
