import { type CaptureHeader, decodeCapture } from '../lambda/archive/capture';
import type { ObjectStore } from '../lambda/platform/object-store';
import { FORMATS } from '../lambda/sources/formats';

/** A capture, decoded, and the object that it was read from. */
export interface ReadCapture {
  readonly header: CaptureHeader;
  readonly records: readonly unknown[];
  readonly object: Uint8Array;
}

/** All captures of an archive, in order. */
export async function readCaptures(archive: ObjectStore): Promise<ReadCapture[]> {
  const captures: ReadCapture[] = [];
  for await (const key of archive.list('captures/')) {
    const object = await archive.get(key);
    if (!object) continue;
    const { header, body } = decodeCapture(key, object.body);
    captures.push({ header, records: FORMATS[header.kind].readRecords(body), object: object.body });
  }
  return captures;
}

/** The new records of all captures, as text: what the processor will make rows of. */
export async function archivedRecords(archive: ObjectStore): Promise<string[]> {
  return (await readCaptures(archive)).flatMap(({ header, records }) =>
    records.filter((_, i) => !header.duplicates.includes(i)).map((record) => JSON.stringify(record)),
  );
}
