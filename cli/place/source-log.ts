import { type CaptureHeader, captureKey, decodeCapture } from '../../lambda/archive/capture';
import { ArchiveError } from '../../lambda/errors';
import type { Stores } from './place';

/** The stores of one source. */
export interface SourceLog extends Stores {
  /** Of the source. */
  readonly name: string;
}

/** Header of a capture. Throws `ArchiveError` when it is missing, or is not a capture. */
export async function headerOf({ name, archive }: Omit<SourceLog, 'lake'>, seq: number): Promise<CaptureHeader> {
  const key = captureKey(name, seq);
  const object = await archive.get(key);
  if (!object)
    throw new ArchiveError(`${key} is missing from the archive. To see what to do, run npx keepwatch verify.`);
  return decodeCapture(key, object.body).header;
}
