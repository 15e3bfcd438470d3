import { type CaptureHeader, captureKey, decodeCapture } from '../../lambda/archive/capture';
import { ArchiveError } from '../../lambda/errors';
import type { Stores } from './stores';

/** Where one source's captures are, and what was made of them. */
export interface SourceLog extends Stores {
  /** Of the source. */
  readonly name: string;
}

/** Header of a capture that is there. Throws `ArchiveError` when it is not, or is none. */
export async function headerOf({ name, archive }: Omit<SourceLog, 'lake'>, seq: number): Promise<CaptureHeader> {
  const key = captureKey(name, seq);
  const object = await archive.get(key);
  if (!object) throw new ArchiveError(`${key} is not in the archive. See npx keepwatch verify.`);
  return decodeCapture(key, object.body).header;
}
