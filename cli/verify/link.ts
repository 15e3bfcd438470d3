import { captureKey, decodeCapture, objectDigest } from '../../lambda/archive/capture';
import { ArchiveError, LakeError, NewerFormatError } from '../../lambda/errors';
import { describeRows, type Output } from '../../lambda/lake/rows-object';
import type { ObjectStore } from '../../lambda/platform/object-store';
import { type ReadableReceipt, readableReceipt } from '../place/readable-receipt';
import { PROCESSING_MS } from '../place/unprocessed';
import type { ChainFaultKind } from './chain';

/** One capture as it was read: its digest, the digest that it records for the one before, and its own faults. */
export interface Link {
  readonly seq: number;
  /** Of its bytes; empty when it is missing. */
  readonly sha256: string;
  /** From its header; undefined when that cannot be read. */
  readonly capturedAt: string | undefined;
  readonly previous: { readonly seq: number; readonly sha256: string } | null | undefined;
  readonly faults: readonly ChainFaultKind[];
  /** The format of a capture or receipt that a newer Keepwatch wrote. */
  readonly newerFormat?: number;
  /** Keys of the rows that its receipt lists; undefined without a receipt, which may still be written. */
  readonly rows: readonly string[] | undefined;
}

/** What to verify against. */
export interface LinkContext {
  readonly archive: ObjectStore;
  readonly lake: ObjectStore;
  /** Epoch milliseconds. */
  readonly now: number;
  /** `read`: rows are compared with the digests in the receipts; `looked-for`: they only have to exist. */
  readonly rows: 'looked-for' | 'read';
}

/** Reads one capture and its receipt, and checks its rows. Throws when a store cannot be read. */
export async function readLink(source: string, seq: number, place: LinkContext): Promise<Link> {
  const { archive, now } = place;
  const key = captureKey(source, seq);
  const object = await archive.get(key);
  const nothing = { seq, sha256: '', capturedAt: undefined, previous: undefined, rows: undefined };
  if (!object) return { ...nothing, faults: ['missing'] };
  const sha256 = objectDigest(object.body);
  const header = headerOf(key, object.body);
  if (!header) return { ...nothing, sha256, faults: ['unreadable'] };
  if (header instanceof NewerFormatError) {
    return { ...nothing, sha256, faults: ['newer-format'], newerFormat: header.format };
  }
  const { capturedAt, previous } = header;
  const isFresh = Math.abs(now - Date.parse(capturedAt)) < PROCESSING_MS;
  const receipt = await readableReceipt(place.lake, source, seq);
  const processing = await receiptFault(place, receipt, sha256);
  const faults: ChainFaultKind[] = [];
  if ((previous?.seq ?? 0) !== seq - 1) faults.push('unlinked');
  if (processing !== undefined && !(isFresh && processing === 'unprocessed')) faults.push(processing);
  const link = { seq, sha256, capturedAt, previous, faults };
  if (receipt instanceof NewerFormatError) return { ...link, rows: undefined, newerFormat: receipt.format };
  return { ...link, rows: typeof receipt === 'object' ? receipt.outputs.map((output) => output.key) : undefined };
}

// An unreadable capture must not hide the others.
function headerOf(key: string, object: Uint8Array) {
  try {
    return decodeCapture(key, object).header;
  } catch (error) {
    if (error instanceof NewerFormatError) return error;
    if (error instanceof ArchiveError) return undefined;
    throw error;
  }
}

/** What is wrong with the receipt or the rows of a capture, if anything; `sha256` is the digest of its object. */
export async function processingFault(
  place: Pick<LinkContext, 'lake' | 'rows'>,
  source: string,
  seq: number,
  sha256: string,
): Promise<ChainFaultKind | undefined> {
  return receiptFault(place, await readableReceipt(place.lake, source, seq), sha256);
}

async function receiptFault(
  { lake, rows }: Pick<LinkContext, 'lake' | 'rows'>,
  receipt: ReadableReceipt,
  sha256: string,
): Promise<ChainFaultKind | undefined> {
  if (receipt === undefined) return 'unprocessed';
  if (receipt instanceof NewerFormatError) return 'newer-format';
  if (receipt === 'unreadable' || receipt.captureSha256 !== sha256) return 'misprocessed';
  if (receipt.replaced !== undefined) return 'replaced';
  for (const output of receipt.outputs) {
    const fault = rows === 'read' ? await rowsFault(lake, output) : await missingRows(lake, output);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

async function missingRows(lake: ObjectStore, { key }: Output): Promise<ChainFaultKind | undefined> {
  return (await lake.exists(key)) ? undefined : 'rows-missing';
}

async function rowsFault(lake: ObjectStore, output: Output): Promise<ChainFaultKind | undefined> {
  const object = await lake.get(output.key);
  if (!object) return 'rows-missing';
  try {
    return describeRows(output.key, output.table, object.body).sha256 === output.sha256 ? undefined : 'rows-changed';
  } catch (error) {
    if (error instanceof LakeError) return 'rows-changed';
    throw error;
  }
}
