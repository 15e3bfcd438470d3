import { captureKey, decodeCapture, objectDigest, parseCaptureKey } from '../lambda/archive/capture';
import { LakeError } from '../lambda/errors';
import { receiptKey } from '../lambda/lake/layout';
import { readReceipt } from '../lambda/lake/receipt';
import { PREFIX } from '../lambda/names';
import type { ObjectStore } from '../lambda/platform/object-store';
import { dayOf } from './days';

/** What the archive of one source is, as far as its chain was walked. */
export interface Chain {
  readonly source: string;
  /** Captures that are there, by their keys. */
  readonly captures: number;
  /** Numbers of the oldest and the newest. */
  readonly first: number;
  readonly last: number;
  /** The newest capture; undefined when it cannot be read. */
  readonly head: { readonly sha256: string; readonly capturedAt: string } | undefined;
  /** Captures whose bytes were compared with the digest that the next one names. */
  readonly compared: number;
  /** Captures of each day, `YYYY-MM-DD`, as far as they were read. */
  readonly days: ReadonlyMap<string, number>;
  /** In order of their numbers. */
  readonly faults: readonly ChainFault[];
}

/** What is wrong with one capture or with several in a row. */
export interface ChainFault {
  readonly kind: ChainFaultKind;
  readonly from: number;
  readonly to: number;
}

/**
 * `missing`: there are newer ones, or its receipt. `altered`: its bytes are not those that the next one names. `unreadable`: no
 * capture of that number. `unlinked`: it names another than the one before it. `unprocessed`: no receipt. `misprocessed`:
 * its receipt cannot be read, or is of other bytes.
 */
export type ChainFaultKind = 'missing' | 'altered' | 'unreadable' | 'unlinked' | 'unprocessed' | 'misprocessed';

/** Where to look, and how far back: captures since then, in epoch milliseconds, are read. */
export interface Walk {
  readonly archive: ObjectStore;
  readonly lake: ObjectStore;
  readonly since: number;
  readonly now: number;
  readonly onCaptures?: (read: number) => void;
}

// What S3 answers in the time in which one object comes.
const READ_AT_ONCE = 32;
// What was captured this short a time ago may still be being processed.
const PROCESSING_MS = 15 * 60 * 1000;

/**
 * Walks the chain of every source: that no number is missing, from the oldest capture on; and, back to a time, that each
 * capture has the bytes that the next one names, and a receipt for them. Throws when a store cannot be read.
 */
export async function walkChains(walk: Walk): Promise<readonly Chain[]> {
  const chains: Chain[] = [];
  for (const [source, numbers] of await captureNumbers(walk.archive)) {
    chains.push(await walkChain(source, numbers, walk));
  }
  return chains;
}

async function captureNumbers(archive: ObjectStore): Promise<ReadonlyMap<string, readonly number[]>> {
  const sources = new Map<string, number[]>();
  for await (const key of archive.list(PREFIX.captures)) {
    const capture = parseCaptureKey(key);
    if (!capture) continue;
    const numbers = sources.get(capture.source);
    if (numbers) numbers.push(capture.seq);
    else sources.set(capture.source, [capture.seq]);
  }
  return sources;
}

async function walkChain(source: string, numbers: readonly number[], walk: Walk): Promise<Chain> {
  const faults = gaps(numbers);
  const days = new Map<string, number>();
  let head: Chain['head'];
  let compared = 0;
  let next: Link | undefined;
  let isBefore = false;
  for (let end = numbers.length; end > 0 && !isBefore; end -= READ_AT_ONCE) {
    const batch = numbers.slice(Math.max(0, end - READ_AT_ONCE), end).reverse();
    for (const link of await Promise.all(batch.map((seq) => readLink(source, seq, walk)))) {
      const named = next?.previous?.seq === link.seq ? next.previous.sha256 : undefined;
      const isAltered = named !== undefined && named !== link.sha256;
      if (named !== undefined) compared += 1;
      if (isAltered) faults.push(fault('altered', link.seq));
      if (link.seq === numbers.at(-1) && link.capturedAt) {
        head = { sha256: link.sha256, capturedAt: link.capturedAt };
      }
      next = link;
      // What an altered capture says of its time ends no walk.
      isBefore = !isAltered && link.capturedAt !== undefined && Date.parse(link.capturedAt) < walk.since;
      if (isBefore) break;
      for (const kind of link.faults) faults.push(fault(kind, link.seq));
      if (link.capturedAt !== undefined) {
        const day = dayOf(Date.parse(link.capturedAt));
        days.set(day, (days.get(day) ?? 0) + 1);
      }
    }
    walk.onCaptures?.(numbers.length - Math.max(0, end - READ_AT_ONCE));
  }
  const [first = 0] = numbers;
  const last = numbers.at(-1) ?? 0;
  if (await walk.lake.exists(receiptKey(source, last + 1))) faults.push(fault('missing', last + 1));
  return { source, captures: numbers.length, first, last, head, compared, days, faults: inRows(faults) };
}

interface Link {
  readonly seq: number;
  readonly sha256: string;
  /** What its header says; undefined when it has none. */
  readonly capturedAt: string | undefined;
  readonly previous: { readonly seq: number; readonly sha256: string } | null | undefined;
  readonly faults: readonly ChainFaultKind[];
}

async function readLink(source: string, seq: number, { archive, lake, now }: Walk): Promise<Link> {
  const key = captureKey(source, seq);
  const object = await archive.get(key);
  const nothing = { seq, sha256: '', capturedAt: undefined, previous: undefined };
  if (!object) return { ...nothing, faults: ['missing'] };
  const sha256 = objectDigest(object.body);
  const header = headerOf(key, object.body);
  if (!header) return { ...nothing, sha256, faults: ['unreadable'] };
  const { capturedAt, previous } = header;
  const faults: ChainFaultKind[] = [];
  if ((previous?.seq ?? 0) !== seq - 1) faults.push('unlinked');
  const isFresh = now - Date.parse(capturedAt) < PROCESSING_MS;
  const processed = await processingOf(lake, source, seq, sha256);
  if (processed !== 'processed' && !(isFresh && processed === 'unprocessed')) faults.push(processed);
  return { seq, sha256, capturedAt, previous, faults };
}

function headerOf(key: string, object: Uint8Array) {
  try {
    return decodeCapture(key, object).header;
  } catch {
    // Told as unreadable: one capture must not hide what the others are.
    return undefined;
  }
}

async function processingOf(lake: ObjectStore, source: string, seq: number, sha256: string) {
  const receipt = await readReceipt(lake, source, seq).catch((error: unknown) => {
    if (error instanceof LakeError) return 'unreadable' as const;
    throw error;
  });
  if (receipt === undefined) return 'unprocessed';
  return receipt !== 'unreadable' && receipt.captureSha256 === sha256 ? 'processed' : 'misprocessed';
}

function gaps(numbers: readonly number[]): ChainFault[] {
  return numbers.flatMap((seq, i) => {
    const before = numbers[i - 1] ?? seq - 1;
    return seq === before + 1 ? [] : [{ kind: 'missing' as const, from: before + 1, to: seq - 1 }];
  });
}

function fault(kind: ChainFaultKind, seq: number): ChainFault {
  return { kind, from: seq, to: seq };
}

// In order, and those of one kind that follow on each other as one.
function inRows(faults: readonly ChainFault[]): readonly ChainFault[] {
  const rows: ChainFault[] = [];
  for (const each of faults.toSorted((a, b) => (a.kind === b.kind ? a.from - b.from : a.kind < b.kind ? -1 : 1))) {
    const before = rows.at(-1);
    if (before && before.kind === each.kind && before.to + 1 === each.from)
      rows.splice(-1, 1, { ...before, to: each.to });
    else rows.push(each);
  }
  return rows.sort((a, b) => a.from - b.from);
}
