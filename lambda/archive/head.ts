import type { ObjectStore } from '../platform/object-store';
import { captureKey, capturePrefix, parseCaptureKey } from './capture';

/**
 * Number of the newest capture of a source, which is the last that is listed; 0 when there are no captures. To keep the
 * listing short, it starts at the hint, or at the end of the first dense row of numbers.
 */
export async function findHead(archive: ObjectStore, source: string, hint: number | undefined): Promise<number> {
  const isHinted = hint !== undefined && hint > 0 && (await archive.exists(captureKey(source, hint)));
  let head = isHinted ? hint : await lastInRow(archive, source, await firstCapture(archive, source));
  for await (const seq of capturesAfter(archive, source, head)) head = seq;
  return head;
}

/** Number of the oldest capture of a source that has not expired; 0 when there are no captures. */
export async function firstCapture(archive: ObjectStore, source: string): Promise<number> {
  for await (const seq of capturesAfter(archive, source, 0)) return seq;
  return 0;
}

/** Numbers of the existing captures after a number, in order. */
export async function* capturesAfter(archive: ObjectStore, source: string, seq: number): AsyncIterable<number> {
  for await (const key of archive.list(capturePrefix(source), captureKey(source, seq))) {
    const capture = parseCaptureKey(key);
    if (capture) yield capture.seq;
  }
}

// By doubling, then halving.
async function lastInRow(archive: ObjectStore, source: string, first: number): Promise<number> {
  const exists = (seq: number) => archive.exists(captureKey(source, seq));
  let present = first;
  let step = 1;
  while (present > 0 && (await exists(present + step))) {
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
