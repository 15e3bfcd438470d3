import { captureKey, decodeCapture, objectDigest } from '../../lambda/archive/capture';
import { ArchiveError, LakeError } from '../../lambda/errors';
import { readReceipt } from '../../lambda/lake/receipt';
import type { ObjectStore } from '../../lambda/platform/object-store';
import type { ChainFaultKind } from './chain';

/** One capture as it was read: what it says of itself and of the one before it, and what is wrong with it alone. */
export interface Link {
  readonly seq: number;
  /** Of its bytes; empty when there are none. */
  readonly sha256: string;
  /** What its header says; undefined when it has none. */
  readonly capturedAt: string | undefined;
  readonly previous: { readonly seq: number; readonly sha256: string } | null | undefined;
  readonly faults: readonly ChainFaultKind[];
}

/** Where captures and what was made of them are, and when. */
export interface Place {
  readonly archive: ObjectStore;
  readonly lake: ObjectStore;
  /** Epoch milliseconds. */
  readonly now: number;
}

// What was captured this short a time ago may still be being processed.
const PROCESSING_MS = 15 * 60 * 1000;

/** Reads one capture, its receipt, and whether the rows are there that this names. Throws when a store cannot be read. */
export async function readLink(source: string, seq: number, { archive, lake, now }: Place): Promise<Link> {
  const key = captureKey(source, seq);
  const object = await archive.get(key);
  const nothing = { seq, sha256: '', capturedAt: undefined, previous: undefined };
  if (!object) return { ...nothing, faults: ['missing'] };
  const sha256 = objectDigest(object.body);
  const header = headerOf(key, object.body);
  if (!header) return { ...nothing, sha256, faults: ['unreadable'] };
  const { capturedAt, previous } = header;
  const isFresh = Math.abs(now - Date.parse(capturedAt)) < PROCESSING_MS;
  const processing = await processingFault(lake, source, seq, sha256);
  const faults: ChainFaultKind[] = [];
  if ((previous?.seq ?? 0) !== seq - 1) faults.push('unlinked');
  if (processing !== undefined && !(isFresh && processing === 'unprocessed')) faults.push(processing);
  return { seq, sha256, capturedAt, previous, faults };
}

// One capture must not hide what the others are.
function headerOf(key: string, object: Uint8Array) {
  try {
    return decodeCapture(key, object).header;
  } catch (error) {
    if (error instanceof ArchiveError) return undefined;
    throw error;
  }
}

async function processingFault(
  lake: ObjectStore,
  source: string,
  seq: number,
  sha256: string,
): Promise<ChainFaultKind | undefined> {
  const receipt = await readReceipt(lake, source, seq).catch((error: unknown) => {
    if (error instanceof LakeError) return 'unreadable' as const;
    throw error;
  });
  if (receipt === undefined) return 'unprocessed';
  if (receipt === 'unreadable' || receipt.captureSha256 !== sha256) return 'misprocessed';
  for (const { key } of receipt.outputs) if (!(await lake.exists(key))) return 'rows-missing';
  return undefined;
}
