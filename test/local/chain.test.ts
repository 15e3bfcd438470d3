import { captureKey, decodeCapture, encodeCapture } from '../../lambda/archive/capture';
import { receiptKey } from '../../lambda/lake/layout';
import { type Chain, type ChainFault, walkChains } from '../../local/chain';
import { WatchedSource } from '../lambda/watched-source';
import { MemoryObjectStore } from '../memory-object-store';

const SOURCE = 'atlassian-main';
const SINCE = Date.parse('2026-11-22T00:00:00Z');
const NOW = Date.parse('2026-11-24T00:00:00Z');

/** Forty captures, half an hour apart, from the day before on; all of them processed. */
async function archiveOfForty(): Promise<WatchedSource> {
  const source = new WatchedSource([]);
  for (let i = 0; i < 40; i += 1) source.capture([{ at: i }], (i - 10) * 30);
  await source.process(Array.from({ length: 40 }, (_, i) => i + 1));
  return source;
}

async function walk({ archive, lake }: WatchedSource, now = NOW): Promise<Chain | undefined> {
  const [chain] = await walkChains({ archive, lake, since: SINCE, now });
  return chain;
}

function change(source: WatchedSource, seq: number, changed: (object: Uint8Array) => Uint8Array): void {
  const key = captureKey(SOURCE, seq);
  source.archive.objects.set(key, changed(source.archive.objects.get(key) ?? new Uint8Array()));
}

const flip = (object: Uint8Array) => object.map((byte, i) => (i === 40 ? byte ^ 1 : byte));

/** The same capture with another body: read without trouble. */
const rewrite = (seq: number) => (object: Uint8Array) => {
  const { header } = decodeCapture(captureKey(SOURCE, seq), object);
  return encodeCapture({ ...header, request: { path: '/y', query: {} } }, Buffer.from('{"data":[]}'));
};

const DAMAGES: readonly (readonly [
  name: string,
  damage: (source: WatchedSource) => void,
  faults: readonly ChainFault[],
])[] = [
  ['nothing', () => {}, []],
  [
    'a capture removed',
    ({ archive }) => archive.objects.delete(captureKey(SOURCE, 20)),
    [{ kind: 'missing', from: 20, to: 20 }],
  ],
  [
    'captures removed from before these days',
    ({ archive }) => [3, 4].map((seq) => archive.objects.delete(captureKey(SOURCE, seq))),
    [{ kind: 'missing', from: 3, to: 4 }],
  ],
  ['the oldest expired', ({ archive }) => [1, 2].map((seq) => archive.objects.delete(captureKey(SOURCE, seq))), []],
  [
    'a byte flipped',
    (source) => change(source, 30, flip),
    [
      { kind: 'altered', from: 30, to: 30 },
      { kind: 'unreadable', from: 30, to: 30 },
    ],
  ],
  [
    'a capture written anew',
    (source) => change(source, 30, rewrite(30)),
    [
      { kind: 'altered', from: 30, to: 30 },
      { kind: 'misprocessed', from: 30, to: 30 },
    ],
  ],
  [
    'the newest written anew: only its receipt knows',
    (source) => change(source, 40, rewrite(40)),
    [{ kind: 'misprocessed', from: 40, to: 40 }],
  ],
  [
    'the newest removed',
    ({ archive }) => archive.objects.delete(captureKey(SOURCE, 40)),
    [{ kind: 'missing', from: 40, to: 40 }],
  ],
  [
    'one that says it is of last year, before which another has no receipt',
    (source) => {
      source.lake.objects.delete(receiptKey(SOURCE, 21));
      change(source, 30, (object) => {
        const { header, body } = decodeCapture(captureKey(SOURCE, 30), object);
        return encodeCapture({ ...header, capturedAt: '2025-11-22T00:00:00.000Z' }, body);
      });
    },
    [
      { kind: 'unprocessed', from: 21, to: 21 },
      { kind: 'altered', from: 30, to: 30 },
      { kind: 'misprocessed', from: 30, to: 30 },
    ],
  ],
  [
    'another chain from a capture on',
    (source) =>
      change(source, 40, (object) => {
        const { header, body } = decodeCapture(captureKey(SOURCE, 40), object);
        return encodeCapture({ ...header, previous: { seq: 38, sha256: 'x' } }, body);
      }),
    [
      { kind: 'misprocessed', from: 40, to: 40 },
      { kind: 'unlinked', from: 40, to: 40 },
    ],
  ],
  [
    'receipts removed',
    ({ lake }) => [21, 22, 23, 35].map((seq) => lake.objects.delete(receiptKey(SOURCE, seq))),
    [
      { kind: 'unprocessed', from: 21, to: 23 },
      { kind: 'unprocessed', from: 35, to: 35 },
    ],
  ],
  [
    'a receipt that is none',
    ({ lake }) => lake.objects.set(receiptKey(SOURCE, 21), Buffer.from('{}')),
    [{ kind: 'misprocessed', from: 21, to: 21 }],
  ],
];

describe('the chain of an archive', () => {
  it.each(DAMAGES)('after %s', async (_name, damage, faults) => {
    const source = await archiveOfForty();
    damage(source);

    const chain = await walk(source);

    expect(chain?.faults).toEqual(faults);
  });

  it('tells how far it was walked, what its head is, and how many captures each day had', async () => {
    const source = await archiveOfForty();

    const chain = await walk(source);

    expect(chain).toMatchObject({ source: SOURCE, captures: 40, first: 1, last: 40, compared: 30 });
    expect(chain?.head).toEqual({
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      capturedAt: '2026-11-22T14:30:00.000Z',
    });
    expect([...(chain?.days ?? [])]).toEqual([['2026-11-22', 30]]);
  });

  it('waits for what may still be processed', async () => {
    const source = await archiveOfForty();
    source.lake.objects.delete(receiptKey(SOURCE, 40));

    expect((await walk(source, Date.parse('2026-11-22T14:40:00Z')))?.faults).toEqual([]);
    expect((await walk(source, Date.parse('2026-11-22T14:50:00Z')))?.faults).toEqual([
      { kind: 'unprocessed', from: 40, to: 40 },
    ]);
  });

  it('is one for each source, and none of an empty archive', async () => {
    const source = await archiveOfForty();
    const other = new WatchedSource([], 'atlassian-other');
    other.capture([{ at: 0 }]);
    for (const [key, object] of other.archive.objects) source.archive.objects.set(key, object);
    source.archive.objects.set('captures/notes.txt', Buffer.from('not a capture'));

    const { archive, lake } = source;
    const chains = await walkChains({ archive, lake, since: SINCE, now: NOW });

    expect(chains.map((chain) => [chain.source, chain.captures])).toEqual([
      [SOURCE, 40],
      ['atlassian-other', 1],
    ]);
    const empty = new MemoryObjectStore();
    expect(await walkChains({ archive: empty, lake: empty, since: SINCE, now: NOW })).toEqual([]);
  });
});
