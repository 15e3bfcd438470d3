import { captureKey } from '../../../lambda/archive/capture';
import { findHead } from '../../../lambda/archive/head';
import { MemoryObjectStore } from '../../memory-object-store';

async function archiveOf(first: number, last: number, removed: readonly number[] = []) {
  const store = new MemoryObjectStore();
  for (let seq = first; seq <= last; seq++) await store.put(captureKey('a', seq), new Uint8Array());
  for (const seq of removed) await store.delete(captureKey('a', seq));
  await store.put(captureKey('a-b', 99), new Uint8Array());
  let looks = 0;
  const exists = store.exists.bind(store);
  store.exists = (key) => {
    looks += 1;
    return exists(key);
  };
  return { store, looks: () => looks };
}

describe('findHead', () => {
  it.each([
    ['nothing', 1, 0, undefined, 0],
    ['nothing, with a hint', 1, 0, 5, 0],
    ['one capture', 1, 1, undefined, 1],
    ['many captures', 1, 1000, undefined, 1000],
    ['many captures and the right hint', 1, 1000, 1000, 1000],
    ['a hint that lags', 1, 1000, 400, 1000],
    ['a hint beyond the head', 1, 1000, 4000, 1000],
    ['a hint that makes no sense', 1, 10, -3, 10],
    ['the oldest expired', 700, 1000, undefined, 1000],
    ['a hint that has expired', 700, 1000, 5, 1000],
  ])('finds the newest of %s', async (_name, first, last, hint, head) => {
    const { store } = await archiveOf(first, last);
    expect(await findHead(store, 'a', hint)).toBe(head);
  });

  it.each<[string, readonly number[], number | undefined]>([
    ['the last but one', [999], undefined],
    ['the last but one, and the hint lags', [999], 998],
    ['one in the middle', [500], undefined],
    ['one by one', [2, 4, 16, 512, 513, 998, 999], undefined],
    ['all but the newest', Array.from({ length: 999 }, (_, i) => i + 1), undefined],
    ['some, the hint among them', [700, 701], 700],
  ])('finds the newest where some were removed: %s', async (_name, removed, hint) => {
    const { store } = await archiveOf(1, 1000, removed);
    expect(await findHead(store, 'a', hint)).toBe(1000);
  });

  it('needs one check and a listing with the right hint, and a few checks without', async () => {
    const { store, looks } = await archiveOf(1, 5000);
    await findHead(store, 'a', 5000);
    expect(looks()).toBe(1);
    await findHead(store, 'a', undefined);
    expect(looks()).toBeLessThan(30);
  });
});
