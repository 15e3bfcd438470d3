import { captureKey, parseCaptureKey } from '../../lambda/archive/capture';
import { findHead } from '../../lambda/archive/head';
import { ArchiveError, NewerFormatError } from '../../lambda/errors';
import { parseReceiptKey, receiptKey, receiptPrefix } from '../../lambda/lake/layout';
import { readReceipt } from '../../lambda/lake/receipt';
import { headerOf, type SourceLog } from '../place/source-log';
import { PROCESSING_MS, unprocessedCaptures } from '../place/unprocessed';
import { pluralize } from '../terminal/figures';
import { bad, type Finding, good, PLACE, warning } from './finding';

// How far back the last event is looked for.
const MOST_CAPTURES = 1000;

/** The log of one source, and how long it may be silent. */
export interface WatchedLog extends SourceLog {
  /** Minutes without an event after which it counts as silent; false: it may be silent. */
  readonly silenceMinutes: number | false;
  /** Whether a capture is processed as soon as it arrives, as in AWS; in a directory, only while a command runs. */
  readonly processesByItself: boolean;
}

/** Checks that captures arrive and are processed, and when the last events arrived. */
export async function checkLog(log: WatchedLog, now: number): Promise<readonly Finding[]> {
  const { name, archive } = log;
  const seq = await findHead(archive, name, undefined);
  const missing = await missingAfter(log, seq);
  if (seq === 0) {
    if (missing !== undefined) return [missingFinding(name, missing)];
    const next = 'Enter the credential with npx keepwatch connect, and wait for the next poll.';
    return [warning(`${name}, log`, 'nothing is archived yet', next)];
  }
  const { capturedAt, watermark } = await headerOf(log, seq);
  const newest = watermark === null ? '' : `; its newest record was processed by the API at ${watermark}`;
  const waiting = (await unprocessedCaptures(log, name)).map((key) => parseCaptureKey(key)?.seq ?? 0);
  const late = waiting.slice(0, await countLate(log, waiting, now));
  return [
    good(`${name}, log`, `capture ${seq} is the newest, taken at ${capturedAt}${newest}`),
    ...(missing === undefined ? [] : [missingFinding(name, missing)]),
    ...processingFindings(log, waiting, late),
    ...(await eventsFindings(log, seq, waiting.length, now)),
  ];
}

// `late`: those of the unprocessed captures that are too old to be still in progress.
function processingFindings(log: WatchedLog, waiting: readonly number[], late: readonly number[]): readonly Finding[] {
  const about = `${log.name}, processing`;
  if (late.length > 0) {
    const says = `${pluralize(late.length, 'capture')} not processed, the first is ${late[0]}`;
    return [bad(about, says, `Run npx keepwatch replay --unprocessed${PLACE}. See docs/runbook.md#processor-failing.`)];
  }
  if (log.processesByItself || waiting.length === 0) return [];
  const says = `${pluralize(waiting.length, 'capture')} not processed, the first is ${waiting[0]}: a run was interrupted, or is in progress`;
  return [warning(about, says, `If none is in progress, run npx keepwatch replay --unprocessed${PLACE}.`)];
}

function missingFinding(name: string, seq: number): Finding {
  const next = `To see what to do, run npx keepwatch verify${PLACE}.`;
  return bad(`${name}, log`, `capture ${seq} was processed, and is missing now`, next);
}

// Number of a processed capture beyond the newest one in the archive.
async function missingAfter({ name, archive, lake }: WatchedLog, seq: number): Promise<number | undefined> {
  for await (const key of lake.list(receiptPrefix(name), receiptKey(name, seq))) {
    const processed = parseReceiptKey(key);
    // It may have arrived meanwhile.
    if (processed && !(await archive.exists(captureKey(name, processed.seq)))) return processed.seq;
  }
  return undefined;
}

// Younger ones may still be in progress. Captures ascend in time, apart from differing clocks: so a binary search reads few.
async function countLate(log: WatchedLog, waiting: readonly number[], now: number): Promise<number> {
  let [late, upTo] = [0, waiting.length];
  while (late < upTo) {
    const middle = Math.floor((late + upTo) / 2);
    if (await isFresh(log, waiting[middle] ?? 0, now)) upTo = middle;
    else late = middle + 1;
  }
  return late;
}

// An unreadable capture counts as late, and hides no other.
async function isFresh(log: WatchedLog, seq: number, now: number): Promise<boolean> {
  try {
    const { capturedAt } = await headerOf(log, seq);
    return Math.abs(now - Date.parse(capturedAt)) < PROCESSING_MS;
  } catch (error) {
    if (error instanceof ArchiveError || error instanceof NewerFormatError) return false;
    throw error;
  }
}

async function eventsFindings(log: WatchedLog, seq: number, waiting: number, now: number): Promise<readonly Finding[]> {
  const about = `${log.name}, events`;
  const last = await lastWithEvents(log, seq);
  if (last === undefined) return [await noEventsFinding(log, about, seq, waiting)];
  const { capturedAt } = await headerOf(log, last);
  const minutes = Math.floor((now - Date.parse(capturedAt)) / 60_000);
  if (log.silenceMinutes !== false && minutes > log.silenceMinutes) {
    const says = `none for ${spanText(minutes)}: the last were processed at ${capturedAt}`;
    return [bad(about, says, 'See docs/runbook.md#silence.')];
  }
  return [good(about, `the last were processed at ${capturedAt}`)];
}

async function noEventsFinding(log: WatchedLog, about: string, seq: number, waiting: number): Promise<Finding> {
  const replay = `Run npx keepwatch replay --unprocessed${PLACE}.`;
  if (waiting > 0) return warning(about, `none yet: ${pluralize(waiting, 'capture')} not processed`, replay);
  const newest = await readReceipt(log.lake, log.name, seq);
  const looked = Math.min(seq, MOST_CAPTURES);
  const says = `none in the newest ${pluralize(looked, 'capture')}`;
  const rejected = newest?.counts.rejected ?? 0;
  if (rejected === 0) return warning(about, says, 'Before the first events, this is normal.');
  return warning(
    about,
    `${says}; the newest has ${pluralize(rejected, 'record')} that did not match the schema`,
    `To see why, run npx keepwatch query --saved failures-by-reason${PLACE}.`,
  );
}

/** Time of the newest capture with events, ISO 8601; undefined when none of the newest captures has any. */
export async function lastEventsAt(log: SourceLog): Promise<string | undefined> {
  const last = await lastWithEvents(log, await findHead(log.archive, log.name, undefined));
  return last === undefined ? undefined : (await headerOf(log, last)).capturedAt;
}

// Number of the newest capture whose receipt has events.
async function lastWithEvents(
  { name, lake }: Pick<SourceLog, 'name' | 'lake'>,
  head: number,
): Promise<number | undefined> {
  for (let seq = head; seq > Math.max(0, head - MOST_CAPTURES); seq -= 1) {
    const receipt = await readReceipt(lake, name, seq);
    if (receipt && receipt.counts.events > 0) return seq;
  }
  return undefined;
}

function spanText(minutes: number): string {
  return minutes < 120 ? `${minutes} minutes` : `${Math.floor(minutes / 60)} hours`;
}
