import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { DirectoryObjectStore } from '../../cli/place/directory/directory-object-store';
import { ObjectStoreError } from '../../lambda/errors';
import { fuzz } from './fuzz';
import { hostileText } from './hostile-json';

let outside: string;
let root: string;
beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'keepwatch-hostile-'));
  root = join(outside, 'store');
  await mkdir(root);
  await writeFile(join(outside, 'secret'), 'secret');
});
afterEach(() => rm(outside, { recursive: true, force: true }));

const part = fc.oneof(
  fc.constantFrom('..', '.', '', 'a', '.writing', '%2e%2e', '..\\..', '\u0000', 'secret', 'a\nb', '~', 'x'.repeat(300)),
  hostileText,
);
const key = fc.oneof(
  fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
  fc.constantFrom('../secret', 'a/../../secret', '/etc/passwd', 'a//b', './a', 'a/', '.writing/x'),
);

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function listed(store: DirectoryObjectStore, prefix: string): Promise<number> {
  let keys = 0;
  for await (const _key of store.list(prefix)) keys += 1;
  return keys;
}

describe('a directory as an object store', () => {
  fuzz('stores every key inside, or refuses it', 80, key, async (hostile) => {
    const store = new DirectoryObjectStore(root);
    const body = Buffer.from('body');
    const attempts = [
      () => store.put(hostile, body, { kind: 'absent' }),
      () => store.put(hostile, body),
      () => store.exists(hostile),
      async () => (await store.get(hostile))?.body.toString(),
      () => listed(store, hostile),
    ];

    const outcomes: unknown[] = [];
    for (const attempt of attempts) outcomes.push(await attempt().catch((error: unknown) => error));

    const stored = outcomes[0] === 'stored';
    if (stored) expect(outcomes.slice(0, 4)).toEqual(['stored', 'stored', true, 'body']);
    for (const failure of outcomes.filter((outcome) => typeof outcome === 'object')) {
      expect(failure).toBeInstanceOf(ObjectStoreError);
    }
    expect(outcomes).not.toContain('secret');
    expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('secret');
    const files = (await filesBelow(outside)).filter((file) => file !== join(outside, 'secret'));
    expect(files).toHaveLength(stored ? 1 : 0);
    expect(files.every((file) => file.startsWith(`${root}/`))).toBe(true);
    await store.delete(hostile).catch(() => undefined);
    expect((await filesBelow(outside)).length).toBe(1);
  });

  it.each(['../', 'a/../../', './', '.writing/'])('lists nothing below %j', async (prefix) => {
    const listing = new DirectoryObjectStore(root).list(prefix)[Symbol.asyncIterator]();

    await expect(listing.next()).rejects.toThrow(/is not a key that a directory can hold/);
  });
});
