import { LakeError, NewerFormatError } from '../../lambda/errors';
import { type Receipt, readReceipt } from '../../lambda/lake/receipt';
import type { ObjectStore } from '../../lambda/platform/object-store';

/** A receipt as far as it can be read. */
export type ReadableReceipt = Receipt | 'unreadable' | NewerFormatError | undefined;

/** The receipt of a capture; undefined when there is none. One that cannot be read stops no command. */
export async function readableReceipt(lake: ObjectStore, source: string, seq: number): Promise<ReadableReceipt> {
  return readReceipt(lake, source, seq).catch((error: unknown) => {
    if (error instanceof NewerFormatError) return error;
    if (error instanceof LakeError) return 'unreadable' as const;
    throw error;
  });
}
