import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { MemoryObjectStore } from '../memory-object-store';

/** Two stores, as the buckets or the folders `archive` and `lake` of a directory. */
export interface Stores {
  readonly archive: MemoryObjectStore;
  readonly lake: MemoryObjectStore;
}

/** Lays the stores out as a directory for the operator's commands, lets them work on it, and takes back what they left. */
export async function inDirectory(stores: Stores, work: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'keepwatch-alarms-'));
  const folders = [
    { store: stores.archive, folder: join(directory, 'archive') },
    { store: stores.lake, folder: join(directory, 'lake') },
  ];
  try {
    for (const { store, folder } of folders) await layOut(store, folder);
    await work(directory);
    for (const { store, folder } of folders) await takeBack(store, folder);
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function layOut({ objects }: MemoryObjectStore, folder: string): Promise<void> {
  for (const [key, body] of objects) {
    await mkdir(dirname(join(folder, key)), { recursive: true });
    await writeFile(join(folder, key), body);
  }
}

async function takeBack({ objects }: MemoryObjectStore, folder: string): Promise<void> {
  objects.clear();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    // The directory's own workshop holds no objects.
    if (!entry.isFile() || path.includes('.writing')) continue;
    objects.set(path.slice(folder.length + 1), await readFile(path));
  }
}
