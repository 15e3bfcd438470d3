import { captureKey } from '../../../lambda/archive/capture';
import { replayCapture } from '../../../local/replay/replay';
import { WatchedSource } from '../../lambda/watched-source';

describe('a replay', () => {
  it('has failed when no receipt came of it, whatever the processor says', async () => {
    const source = new WatchedSource([]);
    source.capture([{ at: 0 }]);
    const { archive, lake } = source;

    const replayed = await replayCapture({ archive, lake, process: async () => {} }, captureKey('atlassian-main', 1));

    expect(replayed).toMatchObject({
      outcome: 'failed',
      failure: 'receipts/atlassian-main/000000000001.json was not written, and nothing failed.',
    });
  });
});
