import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryObjectStore } from '../../../../cli/place/directory/directory-object-store';
import { objectStoreContract } from '../../../lambda/platform/object-store.contract';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'keepwatch-store-'));
});
afterEach(() => rm(root, { recursive: true }));

const body = new TextEncoder().encode('body');

describe('DirectoryObjectStore', () => {
  objectStoreContract(async () => new DirectoryObjectStore(root));

  it('leaves nothing beside the objects', async () => {
    const store = new DirectoryObjectStore(root);
    await store.put('a/b', body, { kind: 'absent' });
    await store.put('a/b', body, { kind: 'absent' });
    const etag = (await store.get('a/b'))?.etag ?? '';
    await store.put('a/b', body, { kind: 'ifMatch', etag });
    expect(await readdir(join(root, '.writing'))).toEqual([]);
    expect(await readdir(join(root, 'a'))).toEqual(['b']);
  });

  it('takes over the lock that a killed process left', async () => {
    const store = new DirectoryObjectStore(root);
    await store.put('a', body);
    const etag = (await store.get('a'))?.etag ?? '';
    const name = createHash('sha256').update(join(root, 'a')).digest('hex');
    const lock = join(root, '.writing', `${name}.lock`);
    await writeFile(lock, '');
    await utimes(lock, 0, 0);

    const outcome = await store.put('a', body, { kind: 'ifMatch', etag });

    expect(outcome).toBe('stored');
    expect(await readdir(join(root, '.writing'))).toEqual([]);
  });

  it('removes drafts that killed processes left, and none that may still be written', async () => {
    const store = new DirectoryObjectStore(root);
    await store.put('a', body);
    await writeFile(join(root, '.writing', 'old'), 'half');
    await utimes(join(root, '.writing', 'old'), 0, 0);
    await writeFile(join(root, '.writing', 'new'), 'half');

    await store.removeLeftovers();

    expect(await readdir(join(root, '.writing'))).toEqual(['new']);
  });

  it.each(['../outside', 'a//b', '/etc/passwd', 'a/./b', ''])('refuses the key %j', async (key) => {
    await expect(new DirectoryObjectStore(root).put(key, body)).rejects.toThrow('not a key that a directory can hold');
  });
});
