import { SWEEP_REACH_HOURS } from '../names';
import { isObject, recordDigest } from '../schema/canonical-json';
import type { Page } from '../sources/pull-source';
import type { RecordFormat } from '../sources/record-format';
import type { CaptureHeader } from './capture';
import type { History } from './history';

const SEARCH_BEFORE_MS = SWEEP_REACH_HOURS * 60 * 60 * 1000;

/**
 * Positions of the records that are already archived, or occur earlier in the page.
 * Walks back from the head until a capture whose watermark is older than all records still searched for: neither that
 * capture nor an earlier one can have them. Usually the head itself ends the walk. A record without a time adds
 * nothing to a watermark; for it, the watermark of the capture that follows has to be older.
 */
export async function findDuplicates(
  page: Page,
  head: CaptureHeader | undefined,
  history: History,
  format: Pick<RecordFormat, 'readRecords' | 'identityOf'>,
): Promise<readonly number[]> {
  // Usually no record needs a digest, and the body no second, exact parse.
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
  // The watermark of the first timed records after this capture: its untimed records came before that.
  let followedBy: string | null = null;
  for (let seq = head?.seq ?? 0; seq >= 1 && wanted.length > 0; seq--) {
    const header = seq === head?.seq ? head : await history.header(seq);
    // Expired or hidden: its records are unknown, but earlier captures may still be read.
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

// Only records that share an id, or have none, need a digest.
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

// The place of each record in the ascending stream. A time far before an earlier record's gives no place: with the year 1
// of one malformed record, the walk would read the whole archive.
function placesOf(times: Page['times']): Page['times'] {
  let latest = Number.NEGATIVE_INFINITY;
  return times.map((time) => {
    if (time === undefined || time < latest - SEARCH_BEFORE_MS) return undefined;
    latest = Math.max(latest, time);
    return time;
  });
}

// Where to search for a record without a place: around its page, or around the head if no record of the page has a place.
function searchStart(places: Page['times'], head: CaptureHeader | undefined): number {
  const known = places.filter((time) => time !== undefined);
  const watermark = head?.watermark ? Date.parse(head.watermark) : Number.NEGATIVE_INFINITY;
  return known.reduce((a, b) => Math.min(a, b), known.length > 0 ? Infinity : watermark) - SEARCH_BEFORE_MS;
}

function isBefore(watermark: string | null, time: number): boolean {
  return watermark !== null && Date.parse(watermark) < time;
}

// The range covers the times of a capture's new records. A record without a place can be anywhere.
function placesIn({ range }: CaptureHeader): (place: number | undefined) => boolean {
  const [oldest, newest] = range ? [Date.parse(range.oldest), Date.parse(range.newest)] : [Infinity, -Infinity];
  return (place) => place === undefined || (oldest <= place && place <= newest);
}
