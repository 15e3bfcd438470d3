import { LakeError } from '../../lambda/errors';
import { type Receipt, readReceipt } from '../../lambda/lake/receipt';
import type { ObjectStore } from '../../lambda/platform/object-store';

/** The receipt of a capture; undefined when there is none. Of one that cannot be read only that: the capture says the rest. */
export async function readableReceipt(
  lake: ObjectStore,
  source: string,
  seq: number,
): Promise<Receipt | 'unreadable' | undefined> {
  return readReceipt(lake, source, seq).catch((error: unknown) => {
    if (error instanceof LakeError) return 'unreadable' as const;
    throw error;
  });
}
