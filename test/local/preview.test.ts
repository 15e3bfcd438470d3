import { activated } from '../../lambda/detection/settings';
import { previewDetection } from '../../local/preview';
import { detectionOf, WatchedSource } from '../lambda/watched-source';

const SINCE = Date.parse('2026-11-22T00:00:00Z');

describe('a preview', () => {
  it.each([
    ['each match', {}],
    ['a threshold of three', { threshold: 3, dedup: () => 'all' }],
    ['a rule that fails', { rule: () => JSON.parse('{') }],
  ])('raises the alerts that the processor raised: %s', async (_name, changes) => {
    const detection = detectionOf(changes);
    const source = new WatchedSource([detection]);
    for (const at of [0, 30, 60, 61, 62, 300]) source.capture([{ at }, { at: at + 1, actor: 'eve' }]);
    await source.process([1, 2, 3, 4, 5, 6]);

    const preview = await previewDetection(source.lake, activated(detection.file, detection.detection), SINCE);

    const raised = source.alerts().map(({ kind, dedup, title }) => ({ kind, dedup, title }));
    expect(preview.alerts.map(({ kind, dedup, title }) => ({ kind, dedup, title }))).toEqual(raised);
    expect(preview).toMatchObject({ events: 12, days: ['2026-11-22'] });
    expect(preview.matches + preview.ruleErrors).toBe(12);
  });

  it('leaves out what is older than asked for', async () => {
    const source = new WatchedSource([]);
    source.capture([{ at: 0 }, { at: 600 }]);
    await source.process([1]);
    const { file, detection } = detectionOf();
    const preview = await previewDetection(source.lake, activated(file, detection), SINCE + 5 * 3_600_000);
    expect([preview.events, preview.alerts.length]).toEqual([1, 1]);
  });

  it('counts each source by itself', async () => {
    const detection = detectionOf({ threshold: 2, dedup: () => 'all' });
    const one = new WatchedSource([]);
    const other = new WatchedSource([], 'atlassian-other');
    one.capture([{ at: 0 }]);
    other.capture([{ at: 1 }]);
    await one.process([1]);
    await other.process([1], { lake: one.lake });
    const preview = await previewDetection(one.lake, activated(detection.file, detection.detection), SINCE);
    expect([preview.matches, preview.alerts]).toEqual([2, []]);
  });

  it('names the object that cannot be read', async () => {
    const source = new WatchedSource([]);
    const key = 'events/atlassian_audit/date=2026-11-22/atlassian-main-000000000001.json.gz';
    source.lake.objects.set(key, Buffer.from('no gzip'));
    const { file, detection } = detectionOf();
    await expect(previewDetection(source.lake, activated(file, detection), SINCE)).rejects.toThrow(key);
  });
});
