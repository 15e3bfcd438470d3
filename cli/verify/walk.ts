import { parseCaptureKey } from '../../lambda/archive/capture';
import { parseReceiptKey } from '../../lambda/lake/layout';
import { PREFIX, SHORTEST_RETENTION_DAYS } from '../../lambda/names';
import type { ObjectStore } from '../../lambda/platform/object-store';
import { DAY_MS, dayOf } from '../../lambda/schema/days';
import { type Chain, type ChainFault, faultOf, inRows, type Unnamed } from './chain';
import { type Link, type LinkContext, readLink } from './link';
import type { ListedRows } from './listed-rows';
import { UnnamedRows } from './unnamed-rows';

/** What to verify, and how far back. */
export interface Walk extends LinkContext {
  /** Epoch milliseconds: older captures are not read. */
  readonly since: number;
  /** Rows that were listed before. @default rows that no receipt lists are not looked for */
  readonly listed?: ListedRows;
  /** Called with how many captures of a source were read, and how many there are. */
  readonly onCaptures?: (read: number, all: number) => void;
  /** Progress of an earlier run, by source. @default each starts at its newest capture */
  readonly from?: ReadonlyMap<string, WalkedTo>;
  /** Called with the progress after each capture: another run can continue from it. */
  readonly onWalked?: (source: string, walked: () => WalkedTo) => void;
}

/** Progress in one source. */
export interface WalkedTo {
  /** Number of the newest capture at the start. */
  readonly last: number;
  /** The capture that was read last. */
  readonly seq: number;
  /** What that records of the one before it; undefined when it cannot be trusted. */
  readonly previous?: Link['previous'];
  readonly head?: Chain['head'];
  readonly compared: number;
  /** Captures without a receipt that may still be in progress: they are checked again. */
  readonly waiting: readonly number[];
  readonly days: Readonly<Record<string, number>>;
  readonly faults: readonly ChainFault[];
  readonly unnamed?: Unnamed | undefined;
}

// S3 answers this many reads in about the time of one.
const READ_AT_ONCE = 32;
// Younger captures cannot have expired.
const SHORTEST_RETENTION_MS = SHORTEST_RETENTION_DAYS * DAY_MS;

/**
 * Verifies every source. No capture is missing whose successor or receipt exists. Back to a time, each capture has the digest
 * that the next one records, a receipt, the rows that it lists, and no others of those that were listed.
 * Throws when a store cannot be read.
 */
export async function walkChains(walk: Walk): Promise<readonly Chain[]> {
  // In this order: the capture of a listed receipt existed before it.
  const receipts = await numbersIn(walk.lake, PREFIX.receipts, parseReceiptKey);
  const captures = await numbersIn(walk.archive, PREFIX.captures, parseCaptureKey);
  const chains: Chain[] = [];
  for (const source of new Set([...captures.keys(), ...receipts.keys(), ...(walk.listed?.sources ?? [])])) {
    chains.push(await walkChain(source, captures.get(source) ?? [], receipts.get(source) ?? [], walk));
  }
  return chains.sort((a, b) => (a.source < b.source ? -1 : 1));
}

type Numbered = { readonly source: string; readonly seq: number } | undefined;

async function numbersIn(
  store: ObjectStore,
  prefix: string,
  parse: (key: string) => Numbered,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const sources = new Map<string, number[]>();
  for await (const key of store.list(prefix)) {
    const parsed = parse(key);
    if (!parsed) continue;
    const numbers = sources.get(parsed.source);
    if (numbers) numbers.push(parsed.seq);
    else sources.set(parsed.source, [parsed.seq]);
  }
  return sources;
}

async function walkChain(
  source: string,
  numbers: readonly number[],
  receipts: readonly number[],
  walk: Walk,
): Promise<Chain> {
  const begun = walk.from?.get(source);
  const faults = begun ? [...begun.faults] : await gaps(source, numbers, receipts, walk);
  const unnamed = walk.listed && new UnnamedRows(walk.lake, source, walk.listed, begun?.unnamed);
  if (!begun) await unnamed?.judgeRest(numbers, receipts);
  const days = new Map<string, number>(Object.entries(begun?.days ?? {}));
  const last = begun?.last ?? numbers.at(-1) ?? 0;
  let head = begun?.head;
  let compared = begun?.compared ?? 0;
  const waiting: number[] = [];
  // Their digests were compared by the earlier run; only their processing was too recent to judge.
  for await (const link of backwards(
    source,
    (begun?.waiting ?? []).toSorted((a, b) => a - b),
    walk,
  )) {
    await unnamed?.judge(link);
    if (isWaiting(link)) waiting.push(link.seq);
    faults.push(...faultsOf(link));
  }
  let next: Pick<WalkedTo, 'seq' | 'previous'> | undefined = begun;
  const left = begun ? numbers.filter((seq) => seq < begun.seq) : numbers;
  for await (const link of backwards(source, left, walk, walk.onCaptures)) {
    const named = next?.previous?.seq === link.seq ? next.previous.sha256 : undefined;
    const isAltered = named !== undefined && named !== link.sha256;
    if (named !== undefined) compared += 1;
    if (isAltered) faults.push(faultOf('altered', link.seq));
    // A changed capture may also have a changed time and a changed link to the one before.
    const isTrusted = named !== undefined && !isAltered;
    const isBefore = link.capturedAt !== undefined && Date.parse(link.capturedAt) < walk.since;
    if (isTrusted && isBefore) break;
    next = isAltered ? { ...link, previous: undefined } : link;
    await unnamed?.judge(link);
    if (isWaiting(link)) waiting.push(link.seq);
    faults.push(...faultsOf(link));
    if (link.capturedAt !== undefined) {
      if (link.seq === last) head = { sha256: link.sha256, capturedAt: link.capturedAt };
      const day = dayOf(Date.parse(link.capturedAt));
      days.set(day, (days.get(day) ?? 0) + 1);
    }
    const { seq, previous } = next;
    walk.onWalked?.(source, () => ({
      last,
      seq,
      previous,
      head,
      compared,
      waiting: [...waiting],
      days: Object.fromEntries(days),
      faults: inRows(faults),
      unnamed: unnamed?.found,
    }));
  }
  const [first = 0] = numbers;
  const newer = numbers.filter((seq) => seq > last).length;
  return {
    source,
    captures: numbers.length - newer,
    newer,
    first,
    last,
    head,
    compared,
    days,
    waiting: waiting.length,
    faults: inRows(faults),
    unnamed: unnamed?.found,
  };
}

function faultsOf({ seq, faults, newerFormat }: Link): readonly ChainFault[] {
  return faults.map((kind) => faultOf(kind, seq, kind === 'newer-format' ? newerFormat : undefined));
}

function isWaiting({ rows, faults }: Link): boolean {
  return rows === undefined && faults.length === 0;
}

async function* backwards(
  source: string,
  numbers: readonly number[],
  place: LinkContext,
  onRead?: Walk['onCaptures'],
): AsyncIterable<Link> {
  for (let end = numbers.length; end > 0; end -= READ_AT_ONCE) {
    const batch = numbers.slice(Math.max(0, end - READ_AT_ONCE), end).reverse();
    yield* await Promise.all(batch.map((seq) => readLink(source, seq, place)));
    onRead?.(numbers.length - end + batch.length, numbers.length);
  }
}

async function gaps(
  source: string,
  numbers: readonly number[],
  receipts: readonly number[],
  walk: Walk,
): Promise<ChainFault[]> {
  const faults: ChainFault[] = [];
  let before = await lastExpired(source, numbers, walk);
  for (const seq of [...numbers, Math.max(receipts.at(-1) ?? 0, numbers.at(-1) ?? 0) + 1]) {
    if (seq > before + 1) faults.push({ kind: 'missing', from: before + 1, to: seq - 1 });
    before = seq;
  }
  return faults;
}

// The oldest captures expire. When the oldest one left is young, none has expired.
async function lastExpired(source: string, [first]: readonly number[], walk: Walk): Promise<number> {
  if (first === undefined || first === 1) return 0;
  const { capturedAt } = await readLink(source, first, walk);
  const age = capturedAt === undefined ? Number.POSITIVE_INFINITY : walk.now - Date.parse(capturedAt);
  return age < SHORTEST_RETENTION_MS ? 0 : first - 1;
}
