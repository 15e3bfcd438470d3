import { type CaptureHeader, captureKey, encodeCapture } from '../../../lambda/archive/capture';
import { History } from '../../../lambda/archive/history';
import { atlassianFormat } from '../../../lambda/sources/atlassian/page';
import { MemoryObjectStore } from '../../memory-object-store';

const header = (seq: number): CaptureHeader => ({
  v: 1,
  source: 'a',
  kind: 'atlassian',
  logType: 'Atlassian.Audit',
  seq,
  capturedAt: '2026-11-22T10:00:00.000Z',
  mode: 'poll',
  request: { path: '/x', query: {} },
  response: { status: 200, requestId: null },
  count: 1,
  duplicates: [],
  range: null,
  watermark: null,
  resume: { request: {}, polledTo: null },
  previous: null,
});

async function historyOf(captures: number) {
  const store = new MemoryObjectStore();
  for (let seq = 1; seq <= captures; seq++) {
    store.objects.set(captureKey('a', seq), encodeCapture(header(seq), new TextEncoder().encode(`{"data":[${seq}]}`)));
  }
  const state = { reads: 0, reading: 0, most: 0 };
  const get = store.get.bind(store);
  store.get = async (key) => {
    state.reads += 1;
    state.reading += 1;
    state.most = Math.max(state.most, state.reading);
    await new Promise(setImmediate);
    state.reading -= 1;
    return get(key);
  };
  return { store, state, history: new History(store, 'a', atlassianFormat) };
}

describe('History', () => {
  it('reads one header at a time while a walk is short, and many at once when it goes on, each once', async () => {
    const { history, state } = await historyOf(100);
    await history.header(99);
    await history.header(98);
    expect([state.reads, state.most]).toEqual([2, 1]);

    for (let seq = 97; seq >= 1; seq--) expect((await history.header(seq))?.seq).toBe(seq);
    for (let seq = 97; seq >= 1; seq--) await history.header(seq);

    expect(state.reads).toBe(99);
    expect(state.most).toBeGreaterThan(8);
  });

  it('knows what is not there', async () => {
    const { store, history } = await historyOf(5);
    store.objects.delete(captureKey('a', 1));
    expect([await history.header(1), await history.first()]).toEqual([undefined, 2]);
  });

  it('remembers the digests of a capture', async () => {
    const { history, state } = await historyOf(2);
    const [first, second] = [await history.digests(1), await history.digests(2)];
    expect([first.size, second.size, [...first][0] === [...second][0]]).toEqual([1, 1, false]);
    await history.digests(1);
    expect(state.reads).toBe(2);
  });
});
