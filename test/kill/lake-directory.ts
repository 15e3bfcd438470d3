import { createHash } from 'node:crypto';
import { readdir, readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { DirectoryObjectStore } from '../../cli/place/directory/directory-object-store';
import { processCapture } from '../../lambda/process/process-capture';
import { brokenPromises, type Served } from '../faults/promise';
import { etagOf, MemoryObjectStore } from '../memory-object-store';
import { DETECTIONS } from '../shipped-detections';
import { watching } from '../watching';

/** Where archive and lake in a directory break the promise; what cannot be read breaks it too. */
export async function brokenIn(directory: string, served: Served | ReadonlyMap<string, Served>): Promise<string[]> {
  const [archive, lake] = [join(directory, 'archive'), join(directory, 'lake')];
  try {
    const stores = { archive: new DirectoryObjectStore(archive), lake: new DirectoryObjectStore(lake) };
    return [...(await brokenPromises(served, stores.archive, stores.lake)), ...(await brokenDerivation(stores))];
  } catch (error) {
    return [`unreadable: ${error}`];
  }
}

// Alerts too: all of the lake follows from the archive, as if its captures had been processed in order and undisturbed.
async function brokenDerivation({ archive, lake }: Readonly<Record<'archive' | 'lake', DirectoryObjectStore>>) {
  const derived = new MemoryObjectStore();
  for await (const key of archive.list('captures/')) {
    await processCapture(watching({ archive, lake: derived }, { detections: DETECTIONS }), key);
  }
  const problems: string[] = [];
  for (const prefix of ['events/', 'receipts/']) {
    for await (const key of derived.list(prefix)) {
      const [expected, found] = [await derived.get(key), await lake.get(key)];
      if (expected?.etag !== (found && etagOf(found.body)))
        problems.push(`${key} is not what follows from the archive`);
    }
  }
  return problems;
}

/** Files that are not, or not yet, objects: drafts and locks of processes that write or were killed. */
export async function leftovers(directory: string): Promise<string[]> {
  const files = await filesBelow(directory);
  return files.filter((file) => file.includes('.writing/'));
}

/** Makes what was left over look hours old. */
export async function ageLeftovers(directory: string): Promise<void> {
  for (const file of await leftovers(directory)) await utimes(join(directory, file), 0, 0);
}

/** How many captures have no receipt. */
export async function unprocessed(directory: string): Promise<number> {
  const files = await filesBelow(directory);
  const count = (folder: string) => files.filter((file) => file.startsWith(folder)).length;
  return count('archive/captures/') - count('lake/receipts/');
}

/** What every object holds, but for the hint, which says when the last sweep was. */
export async function digestsOfFiles(directory: string): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  for (const file of await filesBelow(directory)) {
    if (file.startsWith('lake/state/')) continue;
    digests.set(
      file,
      createHash('sha256')
        .update(await readFile(join(directory, file)))
        .digest('hex'),
    );
  }
  return digests;
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
}
