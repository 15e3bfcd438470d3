import * as z from 'zod/mini';
import { LakeError, NewerFormatError } from '../errors';
import type { ObjectStore } from '../platform/object-store';
import { parseStored } from '../platform/stored-format';
import { isRowsKeyOf, receiptKey } from './layout';

const receiptSchema = z.object({
  v: z.literal(1),
  source: z.string(),
  seq: z.int(),
  /** Digest of the capture's object. */
  captureSha256: z.string(),
  /** Digests of other captures with this number that were processed before it: somebody deleted them. */
  replaced: z.optional(z.array(z.string())),
  counts: z.object({
    /** Records of the capture: events + rejected + duplicates. */
    records: z.int(),
    events: z.int(),
    rejected: z.int(),
    duplicates: z.int(),
    /** Raised by this capture, muted ones included. */
    alerts: z._default(z.int(), 0),
  }),
  /** The objects of rows. The digest is of the uncompressed rows, so that it does not depend on the version of zlib. */
  outputs: z.array(
    z.object({
      key: z.string(),
      table: z.string(),
      rows: z.int(),
      sha256: z.string(),
    }),
  ),
});

/** What the processor wrote for one capture. It is written last, so all of its outputs exist. */
export type Receipt = Readonly<z.infer<typeof receiptSchema>>;

/**
 * The receipt of a capture; undefined when it was never completely processed. Throws `NewerFormatError`, or `LakeError`
 * when the object is not its receipt.
 */
export async function readReceipt(lake: ObjectStore, source: string, seq: number): Promise<Receipt | undefined> {
  const key = receiptKey(source, seq);
  const object = await lake.get(key);
  if (!object) return undefined;
  try {
    const receipt = parseStored(key, new TextDecoder().decode(object.body), { version: 1, schema: receiptSchema });
    // A replay deletes by this list, so it must not name the rows of another capture.
    const foreign = receipt.outputs.find((output) => !isRowsKeyOf(output.key, source, seq));
    if (receipt.source !== source || receipt.seq !== seq || foreign) throw new Error('it belongs to another capture');
    return receipt;
  } catch (cause) {
    if (cause instanceof NewerFormatError) throw cause;
    throw new LakeError(`${key} is not a readable receipt. Delete it and process its capture again.`, { cause });
  }
}

/** Writes the receipt of a capture, replacing an earlier one. */
export async function writeReceipt(lake: ObjectStore, receipt: Receipt): Promise<void> {
  const body = new TextEncoder().encode(`${JSON.stringify(receipt)}\n`);
  await lake.put(receiptKey(receipt.source, receipt.seq), body);
}
