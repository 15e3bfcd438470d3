import { objectDigest, parseCaptureKey } from '../../lambda/archive/capture';
import { LakeError, NewerFormatError } from '../../lambda/errors';
import { receiptKey } from '../../lambda/lake/layout';
import { type Receipt, readReceipt } from '../../lambda/lake/receipt';
import { type ReadableReceipt, readableReceipt } from '../place/readable-receipt';
import { failureReason } from '../place/stack/aws-failure';
import type { Stores } from '../place/stores';
import { processingFault } from '../verify/link';

/** What became of a capture that was processed again. */
export type Outcome =
  /** It had no receipt: nothing, or not all, of it was in the lake. */
  | 'processed'
  /** Its receipt or its rows were not what had been written, and are again. */
  | 'restored'
  /** It gives other rows than before: the schema or a detection was changed. */
  | 'changed'
  | 'unchanged'
  | 'failed';

/** One capture that was processed again. */
export interface Replayed {
  readonly key: string;
  readonly outcome: Outcome;
  /** Counts in the receipts; null where there is none. */
  readonly before: Receipt['counts'] | null;
  readonly after: Receipt['counts'] | null;
  /** Why it failed. */
  readonly failure: string | null;
}

/** Where captures are processed. */
export interface Replaying extends Stores {
  readonly process: (key: string) => Promise<void>;
}

/** Processes a capture once more, and says what that changed. What is wrong with one capture stops no other. */
export async function replayCapture(replaying: Replaying, key: string): Promise<Replayed> {
  const { archive, lake } = replaying;
  const { source, seq } = parseCaptureKey(key) ?? { source: '', seq: 0 };
  let before: ReadableReceipt;
  try {
    before = await readableReceipt(lake, source, seq);
    const object = await archive.get(key);
    const fault = object && (await processingFault({ lake, rows: 'read' }, source, seq, objectDigest(object.body)));
    if (before instanceof NewerFormatError) throw before;
    // The processor believes no receipt that it cannot read, and touches nothing beside it.
    if (before === 'unreadable') await lake.delete(receiptKey(source, seq));
    await replaying.process(key);
    const after = await readReceipt(lake, source, seq);
    if (after === undefined) throw new LakeError(`${receiptKey(source, seq)} was not written, and nothing failed.`);
    return {
      key,
      outcome: outcomeOf(before, fault, after),
      before: countsOf(before),
      after: countsOf(after),
      failure: null,
    };
  } catch (error) {
    return { key, outcome: 'failed', before: countsOf(before), after: null, failure: failureReason(error) };
  }
}

function outcomeOf(
  before: Receipt | 'unreadable' | undefined,
  fault: Awaited<ReturnType<typeof processingFault>>,
  after: Receipt,
): Outcome {
  if (before === undefined) return 'processed';
  // Of a number that was taken again the rows are as they were written; what is wrong, no replay mends.
  if (before === 'unreadable' || (fault !== undefined && fault !== 'replaced')) return 'restored';
  return JSON.stringify(before) === JSON.stringify(after) ? 'unchanged' : 'changed';
}

function countsOf(receipt: ReadableReceipt): Receipt['counts'] | null {
  return typeof receipt === 'object' && 'counts' in receipt ? receipt.counts : null;
}
