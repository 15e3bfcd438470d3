import { captureKey, decodeCapture } from '../../lambda/archive/capture';
import { ArchiveError, NewerFormatError } from '../../lambda/errors';
import type { Step } from '../doctor/finding';
import type { VersionedBuckets } from '../place/object-versions';
import type { Stores } from '../place/place';
import { readableReceipt } from '../place/readable-receipt';
import { failureReason } from '../place/stack/aws-failure';
import type { Chain, ChainFaultKind } from './chain';
import { type Repair, repairOf } from './repair';

// Each takes some requests. After these are repaired, verify finds the others.
const MOST_REPAIRS = 20;
const OF_OBJECTS: ReadonlySet<ChainFaultKind> = new Set(['missing', 'altered', 'unreadable', 'unlinked', 'replaced']);

/** Where to look for repairs. */
export interface RepairContext extends Stores {
  readonly versioned: VersionedBuckets;
  /** The option that names the stack, after a blank. */
  readonly place: string;
}

/** How to repair the newest faulty captures of a source in AWS, newest first: each is judged by the one after it. */
export async function findRepairs(
  { source, faults }: Pick<Chain, 'source' | 'faults'>,
  context: RepairContext,
): Promise<readonly Repair[]> {
  const faulty = faults
    .filter(({ kind }) => OF_OBJECTS.has(kind))
    .flatMap(({ kind, from, to }) => {
      const first = Math.max(from, to - MOST_REPAIRS + 1);
      return Array.from({ length: to - first + 1 }, (_, i) => ({ kind, seq: to - i }));
    });
  const newest = faulty.sort((a, b) => b.seq - a.seq).slice(0, MOST_REPAIRS);
  const numbers = new Set(newest.map(({ seq }) => seq));
  const repairs = new Map<number, Repair>();
  for (const { kind, seq } of newest) {
    // Two faults of one capture have the same repair.
    const step = repairs.has(seq) ? undefined : await findRepair(context, source, seq, kind, numbers.has(seq + 1));
    if (step) repairs.set(seq, { seq, kind, ...step });
  }
  return [...repairs.values()];
}

async function findRepair(
  { archive, lake, versioned, place }: RepairContext,
  source: string,
  seq: number,
  kind: ChainFaultKind,
  isNextFaulty: boolean,
): Promise<Step | undefined> {
  try {
    const receipt = await readableReceipt(lake, source, seq);
    const processed = typeof receipt === 'object' && !(receipt instanceof NewerFormatError) ? receipt : undefined;
    const next = isNextFaulty ? undefined : await recordedBy(archive, source, seq + 1);
    // The receipt of a capture that was added is for that one.
    if (kind === 'unlinked' && next !== undefined) return undefined;
    const expected = kind === 'unlinked' ? undefined : (next ?? processed?.replaced?.[0] ?? processed?.captureSha256);
    const isLast = !isNextFaulty && !(await archive.exists(captureKey(source, seq + 1)));
    const step = repairOf({
      source,
      seq,
      kind,
      buckets: versioned,
      versions: await versioned.versionsOf(captureKey(source, seq)),
      expected,
      // Evidence can lack everything that refers to it, because somebody damaged that, too.
      isAdded: isLast && (kind === 'unlinked' || receipt === undefined),
      rows: processed?.outputs.map(({ key }) => key),
      place,
    });
    // What the next one records shows more, once that is repaired.
    return isNextFaulty && step?.commands.length === 0 ? undefined : step;
  } catch (error) {
    return { says: `Its versions could not be read: ${failureReason(error)}`, commands: [] };
  }
}

// The digest that a capture records for the one before it.
async function recordedBy(archive: Stores['archive'], source: string, seq: number): Promise<string | undefined> {
  const key = captureKey(source, seq);
  const object = await archive.get(key);
  try {
    const previous = object && decodeCapture(key, object.body).header.previous;
    return previous?.seq === seq - 1 ? previous.sha256 : undefined;
  } catch (error) {
    if (error instanceof ArchiveError || error instanceof NewerFormatError) return undefined;
    throw error;
  }
}
