import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { previewDetection, type Span } from '../../../cli/detections/preview';
import { DirectoryObjectStore } from '../../../cli/place/directory/directory-object-store';
import { activated } from '../../../lambda/alerts/detection-settings';
import { MAX_ALERTS_PER_HOUR } from '../../../lambda/alerts/windows';
import type { Detection } from '../../../lambda/rules/define-detection';
import { detectionOf, WatchedSource } from '../../lambda/alerts/watched-source';
import { MemoryObjectStore } from '../../memory-object-store';

const MIDNIGHT = Date.parse('2026-11-22T00:00:00Z');
const HOUR = 3_600_000;
const TODAY: Span = { since: MIDNIGHT, until: MIDNIGHT + 12 * HOUR };
const KEY = 'events/atlassian_audit/date=2026-11-22/atlassian-main-000000000001.json.gz';

const activeOf = (changes: Partial<Detection<'Atlassian.Audit'>> = {}) => {
  const { file, detection } = detectionOf(changes);
  return activated(file, detection);
};

describe('a preview', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'keepwatch-preview-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it.each([
    ['each match', {}],
    ['a threshold of three', { threshold: 3, dedup: () => 'all' }],
    ['a rule that fails', { rule: () => JSON.parse('{') }],
  ])('raises the alerts that the processor raised into a directory: %s', async (_name, changes) => {
    const detection = detectionOf(changes);
    const source = new WatchedSource([detection]);
    const lake = new DirectoryObjectStore(directory);
    for (const at of [0, 30, 60, 61, 62, 300]) source.capture([{ at }, { at: at + 1, actor: 'eve' }]);
    await source.process([1, 2, 3, 4, 5, 6]);
    await source.process([1, 2, 3, 4, 5, 6], { lake });

    const preview = await previewDetection(lake, activated(detection.file, detection.detection), TODAY);

    const raised = source.alerts().map(({ kind, dedup, title }) => ({ kind, dedup, title }));
    expect(preview.alerts.map(({ kind, dedup, title }) => ({ kind, dedup, title }))).toEqual(raised);
    expect(preview).toMatchObject({ events: 12, days: ['2026-11-22'] });
    expect(preview.matches + preview.ruleErrors).toBe(12);
  });

  it('goes on with a window past midnight, and counts an alert on the day of its last event', async () => {
    const detection = detectionOf({ threshold: 3 });
    const source = new WatchedSource([detection]);
    source.capture([{ at: -20 }, { at: -10 }], 0);
    source.capture([{ at: 10 }, { at: 45 }]);
    await source.process([1, 2]);

    const span = { since: MIDNIGHT - 2 * HOUR, until: MIDNIGHT + HOUR };
    const preview = await previewDetection(source.lake, activated(detection.file, detection.detection), span);

    expect(source.alerts()).toHaveLength(1);
    expect(preview.alerts).toEqual([expect.objectContaining({ day: '2026-11-22', dedup: 'ada' })]);
    expect([preview.matches, preview.days]).toEqual([4, ['2026-11-21', '2026-11-22']]);
  });

  it('counts every alert of a flood, those too of which nobody would be told', async () => {
    const flood = MAX_ALERTS_PER_HOUR + 5;
    const source = new WatchedSource([]);
    source.capture(Array.from({ length: flood }, (_, i) => ({ at: i / 10, actor: `actor-${i}` })));
    await source.process([1]);
    const { alerts } = await previewDetection(source.lake, activeOf(), TODAY);
    expect(alerts).toHaveLength(flood);
    expect(new Set(alerts.map(({ kind }) => kind))).toEqual(new Set(['match']));
  });

  it('leaves out what is older than asked for', async () => {
    const source = new WatchedSource([]);
    source.capture([{ at: 0 }, { at: 600 }]);
    await source.process([1]);
    const preview = await previewDetection(source.lake, activeOf(), { ...TODAY, since: MIDNIGHT + 5 * HOUR });
    expect([preview.events, preview.alerts.length]).toEqual([1, 1]);
  });

  it('asks the lake for the days in question and for no others', async () => {
    const source = new WatchedSource([]);
    const asked: string[] = [];
    const lake = new (class extends MemoryObjectStore {
      override list(prefix: string, after?: string) {
        asked.push(prefix);
        return super.list(prefix, after);
      }
    })();
    for (const day of [-2, -1, 0, 1]) source.capture([{ at: day * 1440 }], 2 * 1440);
    await source.process([1, 2, 3, 4], { lake });
    asked.length = 0;

    const span = { since: MIDNIGHT - 2 * HOUR, until: MIDNIGHT + HOUR };
    const preview = await previewDetection(lake, activeOf(), span);

    expect(asked).toEqual(['21', '22'].map((day) => `events/atlassian_audit/date=2026-11-${day}/`));
    expect([preview.events, preview.days]).toEqual([1, ['2026-11-22']]);
  });

  it('counts each source by itself', async () => {
    const one = new WatchedSource([]);
    const other = new WatchedSource([], 'atlassian-other');
    one.capture([{ at: 0 }]);
    other.capture([{ at: 1 }]);
    await one.process([1]);
    await other.process([1], { lake: one.lake });
    const preview = await previewDetection(one.lake, activeOf({ threshold: 2, dedup: () => 'all' }), TODAY);
    expect([preview.matches, preview.alerts]).toEqual([2, []]);
  });

  it('says which values are the noisy ones, also where no alert came of them, and why a rule fails', async () => {
    const source = new WatchedSource([]);
    source.capture([
      ...[0, 1, 2].map((at) => ({ at, actor: 'ada' })),
      ...[3, 4].map((at) => ({ at, actor: 'eve' })),
      ...[5, 65].map((at) => ({ at, actor: 'zoe' })),
      { at: 6, actor: 'bad' },
    ]);
    await source.process([1]);

    const preview = await previewDetection(
      source.lake,
      activeOf({
        threshold: 3,
        rule: ({ attributes }) => {
          if (attributes.actor?.id === 'bad') throw new TypeError('no such thing');
          return true;
        },
      }),
      TODAY,
    );

    expect(preview.topDedups).toEqual([
      { dedup: 'ada', alerts: 1, matches: 3 },
      { dedup: 'eve', alerts: 0, matches: 2 },
      { dedup: 'zoe', alerts: 0, matches: 2 },
    ]);
    expect(preview).toMatchObject({ matches: 7, ruleErrors: 1 });
    expect(preview.failures).toEqual([{ reason: 'rule: TypeError: no such thing', count: 1 }]);
  });

  it('counts what fails of what a rule says of its matches', async () => {
    const source = new WatchedSource([]);
    source.capture([{ at: 0 }, { at: 1 }, { at: 2, action: 'another' }]);
    await source.process([1]);
    const changes = {
      title: () => {
        throw new TypeError('no title');
      },
      severityOf: () => JSON.parse('"urgent"'),
    };

    const preview = await previewDetection(source.lake, activeOf(changes), TODAY);

    expect(preview).toMatchObject({ events: 3, lookedAt: 2, matches: 2, ruleErrors: 0 });
    expect(preview.failures).toEqual([
      { reason: 'title: TypeError: no title', count: 2 },
      { reason: 'severityOf returned the string "urgent"', count: 2 },
    ]);
  });

  it('looks at an event although a field within it claims to be older', async () => {
    const lake = new MemoryObjectStore();
    const row = {
      attributes: { p_event_time: '1970-01-01 00:00:00.000', action: 'user_login' },
      p_log_type: 'Atlassian.Audit',
      p_row_id: 'r-1',
      p_event_time: '2026-11-22 01:00:00.000',
      p_source_label: 'atlassian-main',
    };
    await lake.put(KEY, gzipSync(`${JSON.stringify(row)}\n`));
    expect(await previewDetection(lake, activeOf(), TODAY)).toMatchObject({ events: 1, matches: 1 });
  });

  it.each([
    ['no gzip', Buffer.from('{}')],
    ['no JSON', gzipSync('{"p_event_time":"2026-11-22 01:00:00.000"\n')],
    ['nothing', gzipSync('')],
    ['no object', gzipSync('null\n')],
    [
      'a time that is none',
      gzipSync(
        '{"p_event_time":"2026-11-22 99","p_row_id":"","p_source_label":"","attributes":{"action":"user_login"}}',
      ),
    ],
  ])('names the object that holds %s', async (_name, body) => {
    const lake = new MemoryObjectStore();
    await lake.put(KEY, body);
    const failed = expect(previewDetection(lake, activeOf(), TODAY)).rejects;
    await failed.toThrow(`${KEY} does not hold readable rows.`);
    await failed.toMatchObject({ name: 'LakeError' });
  });
});
