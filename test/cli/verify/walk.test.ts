import { gzipSync } from 'node:zlib';
import { type Chain, type ChainFault, faultyCaptures } from '../../../cli/verify/chain';
import { type WalkedTo, walkChains } from '../../../cli/verify/walk';
import {
  type CaptureHeader,
  captureKey,
  decodeCapture,
  encodeCapture,
  objectDigest,
} from '../../../lambda/archive/capture';
import { receiptKey, rowsKey } from '../../../lambda/lake/layout';
import { DAY_MS } from '../../../lambda/schema/days';
import { WatchedSource } from '../../lambda/alerts/watched-source';
import { MemoryObjectStore } from '../../memory-object-store';

const SOURCE = 'atlassian-main';
const SINCE = Date.parse('2026-11-22T00:00:00Z');
const NOW = Date.parse('2026-11-24T00:00:00Z');
const MINUTE = 60_000;

/** A hundred captures, a quarter of an hour apart, the first twenty of them from the day before; all of them processed. */
async function archiveOfHundred(): Promise<WatchedSource> {
  const source = new WatchedSource([]);
  for (let i = 0; i < 100; i += 1) source.capture([{ at: i }], (i - 20) * 15);
  await source.process(Array.from({ length: 100 }, (_, i) => i + 1));
  return source;
}

async function walk({ archive, lake }: WatchedSource, now = NOW, since = SINCE): Promise<Chain | undefined> {
  const [chain] = await walkChains({ archive, lake, since, now, rows: 'read' });
  return chain;
}

function change(source: WatchedSource, seq: number, changed: (object: Uint8Array) => Uint8Array): void {
  const key = captureKey(SOURCE, seq);
  source.archive.objects.set(key, changed(source.archive.objects.get(key) ?? new Uint8Array()));
}

function remove({ archive }: WatchedSource, ...seqs: readonly number[]): void {
  for (const seq of seqs) archive.objects.delete(captureKey(SOURCE, seq));
}

function removeReceipts({ lake }: WatchedSource, ...seqs: readonly number[]): void {
  for (const seq of seqs) lake.objects.delete(receiptKey(SOURCE, seq));
}

const flip = (object: Uint8Array) => object.map((byte, i) => (i === 40 ? byte ^ 1 : byte));

/** The same capture with another header: read without trouble. */
const rewrite = (seq: number, header: Partial<CaptureHeader>) => (object: Uint8Array) => {
  const capture = decodeCapture(captureKey(SOURCE, seq), object);
  return encodeCapture({ ...capture.header, ...header }, capture.body);
};
const OTHER = { request: { path: '/y', query: {} } };
const LAST_YEAR = { capturedAt: '2025-11-22T00:00:00.000Z' };

const one = (kind: ChainFault['kind'], from: number, to = from): ChainFault => ({ kind, from, to });

const DAMAGES: readonly (readonly [
  name: string,
  damage: (source: WatchedSource) => void,
  faults: readonly ChainFault[],
])[] = [
  ['nothing', () => {}, []],
  ['a capture removed', (source) => remove(source, 60), [one('missing', 60)]],
  ['captures removed from before these days', (source) => remove(source, 3, 4), [one('missing', 3, 4)]],
  ['the oldest removed, although they are young', (source) => remove(source, 1, 2), [one('missing', 1, 2)]],
  ['the newest removed', (source) => remove(source, 98, 99, 100), [one('missing', 98, 100)]],
  ['all removed', ({ archive }) => archive.objects.clear(), [one('missing', 1, 100)]],
  ['a byte flipped', (source) => change(source, 70, flip), [one('altered', 70), one('unreadable', 70)]],
  [
    'captures written anew on both sides of what is read at once',
    (source) => {
      for (const seq of [68, 69, 37]) change(source, seq, rewrite(seq, OTHER));
    },
    [one('altered', 37), one('misprocessed', 37), one('altered', 69), one('misprocessed', 68, 69)].sort(byNumber),
  ],
  [
    'the newest written anew: only its receipt knows',
    (source) => change(source, 100, rewrite(100, OTHER)),
    [one('misprocessed', 100)],
  ],
  [
    'the newest dated back, so that nothing before it would be read',
    (source) => {
      change(source, 50, rewrite(50, OTHER));
      change(source, 100, rewrite(100, LAST_YEAR));
    },
    [one('altered', 50), one('misprocessed', 50), one('misprocessed', 100)],
  ],
  [
    'one dated back behind a gap',
    (source) => {
      change(source, 50, rewrite(50, OTHER));
      remove(source, 91);
      change(source, 90, rewrite(90, LAST_YEAR));
    },
    [one('altered', 50), one('misprocessed', 50), one('misprocessed', 90), one('missing', 91)],
  ],
  [
    'one that accuses the capture before it',
    (source) => change(source, 70, rewrite(70, { previous: { seq: 69, sha256: 'f'.repeat(64) } })),
    [one('altered', 70), one('misprocessed', 70)],
  ],
  [
    'another chain from the newest on',
    (source) => change(source, 100, rewrite(100, { previous: { seq: 98, sha256: 'x' } })),
    [one('misprocessed', 100), one('unlinked', 100)],
  ],
  [
    'the newest without a predecessor',
    (source) => change(source, 100, rewrite(100, { previous: null })),
    [one('misprocessed', 100), one('unlinked', 100)],
  ],
  [
    'receipts removed',
    (source) => removeReceipts(source, 21, 22, 23, 35),
    [one('unprocessed', 21, 23), one('unprocessed', 35)],
  ],
  [
    'a receipt that is none',
    ({ lake }) => lake.objects.set(receiptKey(SOURCE, 30), Buffer.from('{}')),
    [one('misprocessed', 30)],
  ],
  [
    'rows removed',
    ({ lake }) => lake.objects.delete(rowsKey('atlassian_audit', '2026-11-22', SOURCE, 31)),
    [one('rows-missing', 31)],
  ],
  [
    'a byte of rows changed',
    ({ lake }) => {
      const key = rowsKey('atlassian_audit', '2026-11-22', SOURCE, 31);
      lake.objects.set(key, flip(lake.objects.get(key) ?? new Uint8Array()));
    },
    [one('rows-changed', 31)],
  ],
  [
    'rows replaced by others that can be read',
    ({ lake }) => lake.objects.set(rowsKey('atlassian_audit', '2026-11-22', SOURCE, 31), gzipSync('{}\n')),
    [one('rows-changed', 31)],
  ],
];

function byNumber(a: ChainFault, b: ChainFault): number {
  return a.from - b.from;
}

describe('the chain of an archive', () => {
  it('is walked on from where an earlier walk came, with what that had found', async () => {
    const source = await archiveOfHundred();
    remove(source, 60);
    change(source, 70, flip);
    const { archive, lake } = source;
    const options = { archive, lake, since: SINCE, now: NOW, rows: 'read' } as const;
    const [whole] = await walkChains(options);

    for (const reached of [65, 50]) {
      // As it stands in a file in between.
      const found = await walkedTo(source, reached);
      const read: number[] = [];
      const [rest] = await walkChains({
        ...options,
        from: new Map([[SOURCE, found]]),
        onWalked: (_source, walkedTo) => read.push(walkedTo().seq),
      });

      expect(rest).toEqual(whole);
      expect(Math.max(...read)).toBeLessThan(reached);
    }
  });

  it('is walked on with another look at what waited for a receipt, and says what is newer', async () => {
    const source = await archiveOfHundred();
    removeReceipts(source, 99, 100);
    const { archive, lake } = source;
    // Capture 100 is nine minutes old then.
    const begun = SINCE + (79 * 15 + 9) * MINUTE;
    const found = await walkedTo(source, 50, begun);
    source.capture([{ at: 0 }], 81 * 15);

    const rest = async (now: number) => {
      const from = new Map([[SOURCE, found]]);
      const [chain] = await walkChains({ archive, lake, since: SINCE, now, rows: 'read', from });
      return chain;
    };

    expect(found).toMatchObject({ waiting: [100], faults: [one('unprocessed', 99)] });
    expect(await rest(begun + MINUTE)).toMatchObject({ waiting: 1, faults: [one('unprocessed', 99)], newer: 1 });
    expect(await rest(NOW)).toMatchObject({ waiting: 0, faults: [one('unprocessed', 99, 100)], captures: 100 });
    await source.process([99, 100]);
    expect(await rest(NOW)).toMatchObject({ waiting: 0, faults: [one('unprocessed', 99)] });
  });

  async function walkedTo({ archive, lake }: WatchedSource, seq: number, now = NOW): Promise<WalkedTo> {
    let found: WalkedTo | undefined;
    await walkChains({
      archive,
      lake,
      since: SINCE,
      now,
      rows: 'read',
      onWalked(_source, walkedTo) {
        const walked = walkedTo();
        if (walked.seq === seq) found = JSON.parse(JSON.stringify(walked));
      },
    });
    if (!found) throw new Error(`The walk did not come to ${seq}.`);
    return found;
  }

  it.each(DAMAGES)('after %s', async (_name, damage, faults) => {
    const source = await archiveOfHundred();
    damage(source);

    const chain = await walk(source);

    expect(chain?.faults).toEqual(faults);
  });

  it('tells how far it was walked, what its head is, and how many captures each day had', async () => {
    const source = await archiveOfHundred();

    const chain = await walk(source);

    expect(chain).toMatchObject({ source: SOURCE, captures: 100, first: 1, last: 100, compared: 80 });
    expect(chain?.head).toEqual({
      sha256: objectDigest(source.archive.objects.get(captureKey(SOURCE, 100)) ?? new Uint8Array()),
      capturedAt: '2026-11-22T19:45:00.000Z',
    });
    expect([...(chain?.days ?? [])]).toEqual([['2026-11-22', 80]]);
    expect(await walk(source, NOW, 0)).toMatchObject({ compared: 99, faults: [] });
    expect(await walk(source, NOW, NOW)).toMatchObject({ compared: 1, faults: [] });
  });

  it('forgives what may have expired', async () => {
    const source = await archiveOfHundred();
    remove(source, 1, 2);

    const inHalfAYear = await walk(source, NOW + 197 * DAY_MS);
    const later = await walk(source, NOW + 201 * DAY_MS);

    expect(inHalfAYear?.faults).toEqual([one('missing', 1, 2)]);
    expect(later).toMatchObject({ first: 3, faults: [] });
  });

  it('waits for what may still be processed, and for nothing longer', async () => {
    const source = await archiveOfHundred();
    removeReceipts(source, 100);
    const taken = Date.parse('2026-11-22T19:45:00Z');

    expect((await walk(source, taken + 14 * MINUTE))?.faults).toEqual([]);
    expect((await walk(source, taken + 16 * MINUTE))?.faults).toEqual([one('unprocessed', 100)]);
    // By a clock that was wrong it is of the future.
    expect((await walk(source, taken - 16 * MINUTE))?.faults).toEqual([one('unprocessed', 100)]);
  });

  it('minds no capture that is taken and processed while it walks', async () => {
    const source = await archiveOfHundred();
    const { archive, lake } = source;
    const next = { key: captureKey(SOURCE, 100), receipt: receiptKey(SOURCE, 100) };
    const capture = archive.objects.get(next.key) ?? new Uint8Array();
    const receipt = lake.objects.get(next.receipt) ?? new Uint8Array();
    archive.objects.delete(next.key);
    lake.objects.delete(next.receipt);
    const onCaptures = () => {
      archive.objects.set(next.key, capture);
      lake.objects.set(next.receipt, receipt);
    };

    const [chain] = await walkChains({ archive, lake, since: SINCE, now: NOW, rows: 'read', onCaptures });

    expect(chain).toMatchObject({ last: 99, faults: [] });
  });

  it('fails when a store does', async () => {
    const { archive, lake } = await archiveOfHundred();
    const failure = new Error('The network is gone.');
    const broken = { ...lake, list: lake.list.bind(lake), get: () => Promise.reject(failure), exists: lake.exists };

    await expect(
      walkChains({
        archive,
        lake: { ...broken, put: lake.put, delete: lake.delete },
        since: SINCE,
        now: NOW,
        rows: 'read',
      }),
    ).rejects.toBe(failure);
  });

  it('is one for each source, and none of an empty archive', async () => {
    const source = await archiveOfHundred();
    const other = new WatchedSource([], 'atlassian-other');
    other.capture([{ at: 0 }]);
    for (const [key, object] of other.archive.objects) source.archive.objects.set(key, object);
    source.archive.objects.set('captures/notes.txt', Buffer.from('not a capture'));

    const { archive, lake } = source;
    const chains = await walkChains({ archive, lake, since: SINCE, now: NOW, rows: 'read' });

    expect(chains.map((chain) => [chain.source, chain.captures])).toEqual([
      [SOURCE, 100],
      ['atlassian-other', 1],
    ]);
    const empty = new MemoryObjectStore();
    expect(await walkChains({ archive: empty, lake: empty, since: SINCE, now: NOW, rows: 'read' })).toEqual([]);
  });

  it('counts a capture once, whatever is wrong with it', () => {
    const faults = [one('missing', 1, 10), one('altered', 12), one('misprocessed', 11, 12), one('unprocessed', 12)];
    expect(faultyCaptures([{ faults }, { faults: [one('missing', 5)] }])).toBe(13);
  });
});
