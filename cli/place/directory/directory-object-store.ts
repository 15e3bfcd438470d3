import { createHash, randomUUID } from 'node:crypto';
import { access, link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ObjectStoreError } from '../../../lambda/errors';
import type { ObjectStore, PutCondition, PutOutcome, StoredObject } from '../../../lambda/platform/object-store';

// Unfinished writes and locks: hidden from readers of the directory, on the same file system for link and rename.
const WORKSHOP = '.writing';
// A lock is held while a small file is read and replaced. An older one was left by a killed process, one from the future by
// a wrong clock.
const LOCK_LIFETIME_MS = 5_000;
const LOCK_RETRY_MS = 10;
const LEFTOVER_AGE_MS = 60 * 60 * 1000;

/**
 * Objects as files below a directory, with the guarantees of S3: a key is written completely or not at all, is created once,
 * and is replaced only in the named version. This holds across processes and crashes.
 */
export class DirectoryObjectStore implements ObjectStore {
  constructor(private readonly root: string) {}

  /** Deletes drafts that killed processes left behind an hour ago or earlier. */
  async removeLeftovers(): Promise<void> {
    const workshop = join(this.root, WORKSHOP);
    for (const name of (await readdir(workshop).catch(undefinedIfMissing)) ?? []) {
      const draft = await stat(join(workshop, name)).catch(undefinedIfMissing);
      if (draft && Date.now() - draft.mtimeMs > LEFTOVER_AGE_MS) await rm(join(workshop, name), { force: true });
    }
  }

  async get(key: string): Promise<StoredObject | undefined> {
    const body = await this.#unlessMissing('read', key, () => readFile(this.#path(key)));
    return body && { body, etag: etagOf(body) };
  }

  async exists(key: string): Promise<boolean> {
    const found = await this.#unlessMissing('look for', key, async () => {
      await access(this.#path(key));
      return true;
    });
    return found ?? false;
  }

  async put(key: string, body: Uint8Array, condition?: PutCondition): Promise<PutOutcome> {
    const path = this.#path(key);
    try {
      const draft = await this.#writeDraft(body);
      try {
        const newFolder = await mkdir(dirname(path), { recursive: true });
        const outcome = await this.#place(draft, path, condition);
        if (outcome === 'stored') await syncDirectories(dirname(path), newFolder);
        return outcome;
      } finally {
        await rm(draft, { force: true });
      }
    } catch (cause) {
      throw failure('write', key, cause);
    }
  }

  async delete(key: string): Promise<void> {
    await this.#unlessMissing('delete', key, () => rm(this.#path(key)));
  }

  async *list(prefix: string, after = ''): AsyncIterable<string> {
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    if (folder !== '') this.#path(folder.slice(0, -1));
    for await (const key of this.#keysBelow(folder)) if (key.startsWith(prefix) && key > after) yield key;
  }

  async *#keysBelow(folder: string): AsyncIterable<string> {
    const entries = await this.#unlessMissing('list', folder, () =>
      readdir(join(this.root, folder), { withFileTypes: true }),
    );
    const names = (entries ?? [])
      .filter((entry) => entry.name !== WORKSHOP)
      .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
      .sort();
    for (const name of names) {
      if (name.endsWith('/')) yield* this.#keysBelow(folder + name);
      else yield folder + name;
    }
  }

  async #place(draft: string, path: string, condition: PutCondition | undefined): Promise<PutOutcome> {
    switch (condition?.kind) {
      case undefined:
        await rename(draft, path);
        return 'stored';
      case 'absent':
        return (await createOnce(draft, path)) ? 'stored' : 'refused';
      case 'ifMatch':
        return this.#locked(path, async () => {
          const current = await readFile(path).catch(undefinedIfMissing);
          if (current === undefined || etagOf(current) !== condition.etag) return 'refused';
          await rename(draft, path);
          return 'stored';
        });
    }
  }

  async #locked<T>(path: string, work: () => Promise<T>): Promise<T> {
    const lock = join(this.root, WORKSHOP, `${createHash('sha256').update(path).digest('hex')}.lock`);
    while (!(await tryLock(lock))) await sleep(LOCK_RETRY_MS);
    try {
      return await work();
    } finally {
      await rm(lock, { force: true });
    }
  }

  async #writeDraft(body: Uint8Array): Promise<string> {
    const draft = join(this.root, WORKSHOP, randomUUID());
    await mkdir(dirname(draft), { recursive: true });
    const file = await open(draft, 'wx');
    try {
      await file.writeFile(body);
      await file.sync();
    } finally {
      await file.close();
    }
    return draft;
  }

  #path(key: string): string {
    const parts = key.split('/');
    const isUnusable = (part: string) => ['', '.', '..', WORKSHOP].includes(part) || part.includes(sep);
    if (parts.some(isUnusable)) {
      throw new ObjectStoreError(`${JSON.stringify(key)} is not a key that a directory can hold.`);
    }
    return join(this.root, ...parts);
  }

  async #unlessMissing<T>(verb: string, key: string, call: () => Promise<T>): Promise<T | undefined> {
    return call().catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw failure(verb, key, error);
    });
  }
}

// A hard link either makes the whole file appear under its name or fails because the name is taken.
async function createOnce(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function tryLock(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx')).close();
    return true;
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    const held = await stat(lock).catch(undefinedIfMissing);
    if (held && Math.abs(Date.now() - held.mtimeMs) > LOCK_LIFETIME_MS) await rm(lock, { force: true });
    return false;
  }
}

// Without it a power failure can lose the new names (of the file and of new folders), although the file's bytes are safe.
async function syncDirectories(folder: string, firstNew: string | undefined): Promise<void> {
  const directory = await open(folder, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
  const isNew = firstNew !== undefined && folder.startsWith(firstNew);
  if (isNew) await syncDirectories(dirname(folder), firstNew);
}

function etagOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}

function undefinedIfMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}

function isMissing(error: unknown): boolean {
  return hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR');
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

function failure(verb: string, key: string, cause: unknown): ObjectStoreError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ObjectStoreError(`Could not ${verb} ${key}: ${reason}`, { cause });
}
