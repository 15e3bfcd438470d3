import { capturePrefix, parseCaptureKey } from '../../lambda/archive/capture';
import { receiptKey, receiptPrefix } from '../../lambda/lake/layout';
import { PREFIX, PROCESSING_MINUTES } from '../../lambda/names';
import type { Stores } from './place';

/** A younger capture may still be in progress. Milliseconds. */
export const PROCESSING_MS = PROCESSING_MINUTES * 60 * 1000;

/** Keys of the captures without a receipt, of one source or of all, in order. */
export async function unprocessedCaptures({ archive, lake }: Stores, source?: string): Promise<readonly string[]> {
  // In this order: a capture that is processed meanwhile does not count as unprocessed.
  const keys: string[] = [];
  for await (const key of archive.list(source === undefined ? PREFIX.captures : capturePrefix(source))) keys.push(key);
  const processed = new Set<string>();
  const receipts = source === undefined ? PREFIX.receipts : receiptPrefix(source);
  for await (const key of lake.list(receipts)) processed.add(key);
  return keys.filter((key) => {
    const capture = parseCaptureKey(key);
    return capture !== undefined && !processed.has(receiptKey(capture.source, capture.seq));
  });
}
