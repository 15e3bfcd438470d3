import type { ObjectStore } from '../platform/object-store';
import { captureKey, capturePrefix, parseCaptureKey } from './capture';

/**
 * Number of the newest capture of a source, 0 when there is none.
 * Starts at the hint, or else at the first key of a listing (the oldest captures expire), and goes on by doubling and
 * then halving: the numbers are dense, so the head is where the next key is missing.
 */
export async function findHead(archive: ObjectStore, source: string, hint: number | undefined): Promise<number> {
  const exists = (seq: number) => archive.exists(captureKey(source, seq));

  let present = hint !== undefined && hint > 0 && (await exists(hint)) ? hint : await firstCapture(archive, source);
  if (present === 0) return 0;
  let step = 1;
  while (await exists(present + step)) {
    present += step;
    step *= 2;
  }
  let missing = present + step;
  while (missing - present > 1) {
    const middle = Math.floor((present + missing) / 2);
    if (await exists(middle)) present = middle;
    else missing = middle;
  }
  return present;
}

/** Number of the oldest capture of a source that has not expired, 0 when there is none. */
export async function firstCapture(archive: ObjectStore, source: string): Promise<number> {
  for await (const key of archive.list(capturePrefix(source))) {
    const capture = parseCaptureKey(key);
    if (capture) return capture.seq;
  }
  return 0;
}
