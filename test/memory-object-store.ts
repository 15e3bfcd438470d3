import { createHash } from 'node:crypto';
import type { ObjectStore, PutCondition, PutOutcome, StoredObject } from '../lambda/platform/object-store';

/** An object store in memory: for thousands of schedules a disk would be too slow. It passes the same contract. */
export class MemoryObjectStore implements ObjectStore {
  readonly objects = new Map<string, Uint8Array>();

  async get(key: string): Promise<StoredObject | undefined> {
    const body = this.objects.get(key);
    return body && { body, etag: etagOf(body) };
  }

  async exists(key: string): Promise<boolean> {
    return this.objects.has(key);
  }

  async put(key: string, body: Uint8Array, condition?: PutCondition): Promise<PutOutcome> {
    const current = this.objects.get(key);
    if (condition?.kind === 'absent' && current) return 'refused';
    if (condition?.kind === 'ifMatch' && (!current || etagOf(current) !== condition.etag)) return 'refused';
    this.objects.set(key, body);
    return 'stored';
  }

  async delete(key: string): Promise<void> {
    this.objects.delete(key);
  }

  async *list(prefix: string, after = ''): AsyncIterable<string> {
    for (const key of [...this.objects.keys()].sort()) if (key.startsWith(prefix) && key > after) yield key;
  }
}

/** Names a version of an object by what it holds. */
export function etagOf(body: Uint8Array): string {
  return createHash('md5').update(body).digest('hex');
}
