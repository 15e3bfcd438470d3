import { objectDigest, parseCaptureKey } from '../../lambda/archive/capture';
import { LakeError, NewerFormatError } from '../../lambda/errors';
import { receiptKey } from '../../lambda/lake/layout';
import { type Receipt, readReceipt } from '../../lambda/lake/receipt';
import type { Stores } from '../place/place';
import { type ReadableReceipt, readableReceipt } from '../place/readable-receipt';
import { failureReason } from '../place/stack/aws-failure';
import { processingFault } from '../verify/link';

/** What replaying a capture did. */
export type Outcome =
  /** It had no receipt: its rows were not, or not all, in the lake. */
  | 'processed'
  /** Its receipt or its rows were damaged or missing, and were written again. */
  | 'restored'
  /** It gives other rows than before: the schema or a detection changed. */
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

/** Processes a capture again, and reports what that changed. A failure is part of the result. */
export async function replayCapture(replaying: Replaying, key: string): Promise<Replayed> {
  const { archive, lake } = replaying;
  const { source, seq } = parseCaptureKey(key) ?? { source: '', seq: 0 };
  let before: ReadableReceipt;
  try {
    before = await readableReceipt(lake, source, seq);
    const object = await archive.get(key);
    const fault = object && (await processingFault({ lake, rows: 'read' }, source, seq, objectDigest(object.body)));
    if (before instanceof NewerFormatError) throw before;
    // The processor refuses a capture whose receipt cannot be read.
    if (before === 'unreadable') await lake.delete(receiptKey(source, seq));
    await replaying.process(key);
    const after = await readReceipt(lake, source, seq);
    if (after === undefined)
      throw new LakeError(`${receiptKey(source, seq)} was not written, although processing succeeded.`);
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
  // `replaced`: the rows are as written; a replay cannot repair that fault.
  if (before === 'unreadable' || (fault !== undefined && fault !== 'replaced')) return 'restored';
  return JSON.stringify(before) === JSON.stringify(after) ? 'unchanged' : 'changed';
}

function countsOf(receipt: ReadableReceipt): Receipt['counts'] | null {
  return typeof receipt === 'object' && 'counts' in receipt ? receipt.counts : null;
}
