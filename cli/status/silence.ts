import { captureKey, decodeCapture } from '../../lambda/archive/capture';
import type { Receipt } from '../../lambda/lake/receipt';
import type { ObjectStore } from '../../lambda/platform/object-store';

/** Limit of the silence alarm in a directory, in milliseconds. In AWS each source has its own. */
export const SILENCE_LIMIT_MS = 24 * 60 * 60 * 1000;

/** The silence alarm as CloudWatch would show it. */
export type Silence =
  | { readonly state: 'INSUFFICIENT_DATA' }
  | { readonly state: 'OK' | 'ALARM'; readonly lastProcessedAt: string };

/** State of the alarm that fires when no events were processed within the limit; receipts in order of their numbers. */
export async function silenceState(archive: ObjectStore, receipts: readonly Receipt[], now: number): Promise<Silence> {
  const last = receipts.findLast((receipt) => receipt.counts.events > 0);
  if (!last) return { state: 'INSUFFICIENT_DATA' };
  const key = captureKey(last.source, last.seq);
  const object = await archive.get(key);
  if (!object) return { state: 'INSUFFICIENT_DATA' };
  const { capturedAt } = decodeCapture(key, object.body).header;
  return { state: now - Date.parse(capturedAt) <= SILENCE_LIMIT_MS ? 'OK' : 'ALARM', lastProcessedAt: capturedAt };
}
