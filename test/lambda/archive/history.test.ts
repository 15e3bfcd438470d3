import { type CaptureHeader, captureKey, decodeCapture, encodeCapture } from '../../../lambda/archive/capture';
import { History } from '../../../lambda/archive/history';
import { atlassianFormat } from '../../../lambda/sources/atlassian/format';
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

async function historyOf(captures: number, padding = '') {
  const store = new MemoryObjectStore();
  for (let seq = 1; seq <= captures; seq++) {
    const body = new TextEncoder().encode(`{"data":["${padding}${seq}"]}`);
    store.objects.set(captureKey('a', seq), encodeCapture(header(seq), body));
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
  it('reads one header at a time in a short walk, and many at once in a long one, each once', async () => {
    const { history, state } = await historyOf(100);
    await history.header(99);
    await history.header(98);
    expect([state.reads, state.most]).toEqual([2, 1]);

    for (let seq = 97; seq >= 1; seq--) expect((await history.header(seq))?.seq).toBe(seq);
    for (let seq = 97; seq >= 1; seq--) await history.header(seq);

    expect(state.reads).toBe(99);
    expect(state.most).toBeGreaterThan(8);
  });

  it('knows which captures do not exist', async () => {
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

  it('reads a small capture once for header and digests, and not at all when it was read before', async () => {
    const { store, history, state } = await historyOf(3);
    for (const seq of [3, 2])
      expect([(await history.header(seq))?.seq, (await history.digests(seq)).size]).toEqual([seq, 1]);
    expect(state.reads).toBe(2);

    const key = captureKey('a', 1);
    history.remember(decodeCapture(key, store.objects.get(key) ?? Buffer.of()));
    expect([(await history.header(1))?.seq, (await history.digests(1)).size]).toEqual([1, 1]);
    expect(state.reads).toBe(2);
  });

  it('keeps no large captures, and at most 8 MB of small ones', async () => {
    const large = await historyOf(1, 'x'.repeat(70_000));
    await large.history.header(1);
    await large.history.digests(1);
    expect(large.state.reads).toBe(2);

    const many = await historyOf(200, 'x'.repeat(60_000));
    for (let seq = 200; seq >= 1; seq--) await many.history.header(seq);
    await many.history.digests(1);
    expect(many.state.reads).toBe(200);
    await many.history.digests(200);
    expect(many.state.reads).toBe(201);
  });
});
