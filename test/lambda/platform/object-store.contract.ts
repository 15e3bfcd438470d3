import type { ObjectStore } from '../../../lambda/platform/object-store';

const bytes = (text: string) => new TextEncoder().encode(text);
const absent = { kind: 'absent' } as const;

/** What every object store promises; each implementation runs it over its own real storage. */
export function objectStoreContract(open: () => Promise<ObjectStore>) {
  let store: ObjectStore;
  beforeEach(async () => {
    store = await open();
  });
  const textOf = async (key: string) => {
    const object = await store.get(key);
    return object && new TextDecoder().decode(object.body);
  };

  it('returns what was put, byte for byte', async () => {
    const body = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 31) % 256);
    await store.put('a/b/c.gz', body);
    expect(Buffer.compare((await store.get('a/b/c.gz'))?.body ?? bytes(''), body)).toBe(0);
  });

  it('returns nothing for a key without an object', async () => {
    expect([await store.get('a/none'), await store.exists('a/none')]).toEqual([undefined, false]);
    await store.put('a/some', bytes(''));
    expect([await textOf('a/some'), await store.exists('a/some')]).toEqual(['', true]);
  });

  it('replaces without a condition', async () => {
    await store.put('a', bytes('one'));
    expect(await store.put('a', bytes('two'))).toBe('stored');
    expect(await textOf('a')).toBe('two');
  });

  it('creates a key once, and leaves the first object as it is', async () => {
    expect(await store.put('a/b', bytes('one'), absent)).toBe('stored');
    expect(await store.put('a/b', bytes('two'), absent)).toBe('refused');
    expect(await textOf('a/b')).toBe('one');
  });

  it('lets exactly one of many concurrent writers create a key', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, i) => store.put('a/race', bytes(`writer ${i}`), absent)),
    );
    expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
    expect(await textOf('a/race')).toBe(`writer ${outcomes.indexOf('stored')}`);
  });

  it('replaces only the version that was named', async () => {
    await store.put('a', bytes('one'));
    const etag = (await store.get('a'))?.etag ?? '';
    expect(await store.put('a', bytes('two'), { kind: 'ifMatch', etag })).toBe('stored');
    expect(await store.put('a', bytes('three'), { kind: 'ifMatch', etag })).toBe('refused');
    expect(await textOf('a')).toBe('two');
  });

  it('does not create a key in place of a version', async () => {
    await store.put('gone', bytes('one'));
    const etag = (await store.get('gone'))?.etag ?? '';
    await store.delete('gone');
    expect(await store.put('gone', bytes('two'), { kind: 'ifMatch', etag })).toBe('refused');
    expect(await store.exists('gone')).toBe(false);
  });

  it('lets exactly one of many concurrent writers replace a version', async () => {
    await store.put('a', bytes('one'));
    const etag = (await store.get('a'))?.etag ?? '';
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, i) => store.put('a', bytes(`writer ${i}`), { kind: 'ifMatch', etag })),
    );
    expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
    expect(await textOf('a')).toBe(`writer ${outcomes.indexOf('stored')}`);
  });

  it('deletes an object, and accepts a key without one', async () => {
    await store.put('a', bytes('one'));
    await store.delete('a');
    await store.delete('a');
    expect(await store.exists('a')).toBe(false);
  });

  it('lists the keys of a prefix in order, and no others', async () => {
    for (const key of ['p/b/2', 'p/b-c/1', 'p/a', 'q/a', 'p/b/10', 'p/b.d', 'pa']) await store.put(key, bytes(key));
    const keys = [];
    for await (const key of store.list('p/')) keys.push(key);
    expect(keys).toEqual(['p/a', 'p/b-c/1', 'p/b.d', 'p/b/10', 'p/b/2']);
    const after = [];
    for await (const key of store.list('p/', 'p/b/1')) after.push(key);
    expect(after).toEqual(['p/b/10', 'p/b/2']);
    for await (const key of store.list('p/b/1')) expect(key).toBe('p/b/10');
    for await (const key of store.list('none/')) expect(key).toBe('not listed');
  });
}
