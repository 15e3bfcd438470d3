import * as z from 'zod/mini';
import { LakeError } from '../errors';
import type { ObjectStore } from '../platform/object-store';
import { isRowsKeyOf, receiptKey } from './layout';

const receiptSchema = z.object({
  v: z.literal(1),
  source: z.string(),
  seq: z.int(),
  /** Digest of the capture's object. */
  captureSha256: z.string(),
  /** Digests of other captures of this number that were processed before it: somebody deleted them. */
  replaced: z.optional(z.array(z.string())),
  counts: z.object({
    /** In the capture: events + rejected + duplicates. */
    records: z.int(),
    events: z.int(),
    rejected: z.int(),
    duplicates: z.int(),
    /** Raised by this capture, whether told or muted. */
    alerts: z._default(z.int(), 0),
  }),
  /** What was written. The digest is of the rows before compression, which does not depend on a zlib's version. */
  outputs: z.array(
    z.object({
      key: z.string(),
      table: z.string(),
      rows: z.int(),
      sha256: z.string(),
    }),
  ),
});

/** What the processor wrote for one capture; written last, so it says that all of it is there. */
export type Receipt = Readonly<z.infer<typeof receiptSchema>>;

/** The receipt of a capture, or undefined when it was never wholly processed. Throws `LakeError` when it is no receipt. */
export async function readReceipt(lake: ObjectStore, source: string, seq: number): Promise<Receipt | undefined> {
  const key = receiptKey(source, seq);
  const object = await lake.get(key);
  if (!object) return undefined;
  try {
    const receipt = receiptSchema.parse(JSON.parse(new TextDecoder().decode(object.body)));
    // A replay deletes by this list: it must not reach the rows of another capture.
    const foreign = receipt.outputs.find((output) => !isRowsKeyOf(output.key, source, seq));
    if (receipt.source !== source || receipt.seq !== seq || foreign) throw new Error('it is of another capture');
    return receipt;
  } catch (cause) {
    throw new LakeError(`${key} is not a readable receipt. Delete it and process its capture again.`, { cause });
  }
}

/** Writes the receipt of a capture, over an earlier one. */
export async function writeReceipt(lake: ObjectStore, receipt: Receipt): Promise<void> {
  const body = new TextEncoder().encode(`${JSON.stringify(receipt)}\n`);
  await lake.put(receiptKey(receipt.source, receipt.seq), body);
}
