import { replayCapture } from '../../../cli/replay/replay';
import { capturesBetween } from '../../../cli/replay/selection';
import { captureKey } from '../../../lambda/archive/capture';
import { WatchedSource } from '../../lambda/alerts/watched-source';

describe('a replay', () => {
  it('has failed when no receipt came of it, whatever the processor says', async () => {
    const source = new WatchedSource([]);
    source.capture([{ at: 0 }]);
    const { archive, lake } = source;

    const replayed = await replayCapture({ archive, lake, process: async () => {} }, captureKey('atlassian-main', 1));

    expect(replayed).toMatchObject({
      outcome: 'failed',
      failure: 'receipts/atlassian-main/000000000001.json was not written, although processing succeeded.',
    });
  });
});

describe('a range of captures', () => {
  it.each<[string, Parameters<typeof capturesBetween>[2], readonly number[]]>([
    ['a number', { seq: 2 }, [2, 3, 900_000_000]],
    ['a time', { time: Date.parse('2026-11-22T00:10:00Z') }, [2, 3, 900_000_000]],
  ])('from %s on is what is there and what is gone, and no more than that', async (_name, from, numbers) => {
    const source = new WatchedSource([]);
    for (const at of [0, 5, 10]) source.capture([{ at }], at);
    source.archive.objects.delete(source.key(2));
    source.archive.objects.set(source.key(900_000_000), Buffer.from('somebody put it there'));

    const keys = await capturesBetween(source.archive, 'atlassian-main', from, undefined);

    expect(keys).toEqual(numbers.map((seq) => source.key(seq)));
  });
});
