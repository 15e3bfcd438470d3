import { gunzipSync } from 'node:zlib';
import { archiveEvents, type TrailContext } from '../../../lambda/collect/archive-events';
import { processCapture } from '../../../lambda/process/process-capture';
import type { OwnAction } from '../../../lambda/sources/deployment/own-action';
import { readCaptures } from '../../archived-records';
import { MemoryObjectStore } from '../../memory-object-store';
import { SilentLogger } from '../../silent-logger';
import { watching } from '../../watching';
import { CALLERS, cloudTrailEvent } from '../sources/deployment/cloudtrail-events';

const SOURCE = 'deployment';

const published: object[] = [];
const metrics = { publish: async (_source: string, values: object) => void published.push(values) };

function trail({ archive = new MemoryObjectStore(), lake = new MemoryObjectStore() } = {}) {
  const clock = { now: () => Date.parse('2026-11-25T10:00:05Z') };
  return {
    source: SOURCE,
    archive,
    lake,
    clock,
    logger: new SilentLogger(),
    metrics,
    version: '1.2.3',
  } satisfies TrailContext;
}

const event = (id: string, changes: object = {}) => ({
  event: cloudTrailEvent({ eventID: id, userIdentity: CALLERS.user, ...changes }),
});

/** What stands in the lake once every capture is processed. */
async function rowsOf({ archive }: { readonly archive: MemoryObjectStore }): Promise<Record<string, unknown>[]> {
  const lake = new MemoryObjectStore();
  for await (const key of archive.list('captures/')) await processCapture(watching({ archive, lake }), key);
  return [...lake.objects]
    .filter(([key]) => key.startsWith('events/'))
    .flatMap(([key, object]) =>
      gunzipSync(object)
        .toString()
        .trimEnd()
        .split('\n')
        .map((line) => ({ key, ...JSON.parse(line) })),
    );
}

describe('the deployment trail', () => {
  it('archives an event as it came, and the processor makes it a row of Panther.Audit', async () => {
    const keeping = trail();

    const fresh = await archiveEvents(keeping, [event('a')]);

    expect(fresh).toBe(1);
    expect(published).toEqual([{ CapturesWritten: 1, Duplicates: 0 }]);
    const rows = await rowsOf(keeping);
    expect(rows).toEqual([
      expect.objectContaining({
        key: 'events/panther_audit/date=2026-11-25/deployment-000000000001.json.gz',
        actionName: 'READ_SOURCE_CREDENTIAL',
        p_log_type: 'Panther.Audit',
        p_event_time: '2026-11-25 10:00:00.000',
        p_source_label: SOURCE,
        pantherVersion: '1.2.3',
      }),
    ]);
  });

  it('archives an event once that is delivered again: later, to another version, or among others', async () => {
    const keeping = trail();
    await archiveEvents(keeping, [event('a'), event('b')]);
    const later = { ...keeping, version: '2.0.0', clock: { now: () => Date.parse('2026-11-25T11:00:00Z') } };

    const fresh = [
      await archiveEvents(later, [event('a')]),
      await archiveEvents(later, [event('b'), event('c'), event('c')]),
      await archiveEvents(later, [event('a')]),
    ];

    expect(fresh).toEqual([0, 1, 0]);
    expect((await rowsOf(keeping)).map(({ pantherVersion }) => pantherVersion)).toEqual(['1.2.3', '1.2.3', '2.0.0']);
  });

  it('archives an event that comes late or has no time, and recognises its repetition', async () => {
    const keeping = trail();
    await archiveEvents(keeping, [event('new')]);
    const late = event('late', { eventTime: '2026-11-25T09:00:00Z' });
    const timeless = event('timeless', { eventTime: null });

    const fresh = [late, timeless, late, timeless, event('new')];
    const counts = [];
    for (const each of fresh) counts.push(await archiveEvents(keeping, [each]));

    expect(counts).toEqual([1, 1, 0, 0, 0]);
  });

  it('archives each event once when many are delivered at the same time, some of them twice', async () => {
    const keeping = trail();
    const ids = Array.from({ length: 20 }, (_, i) => `event-${i % 12}`);

    await Promise.all(ids.map((id) => archiveEvents(keeping, [event(id)])));

    const rows = await rowsOf(keeping);
    expect(new Set(rows.map(({ p_row_id }) => p_row_id)).size).toBe(12);
    expect(rows.length).toBe(12);
    const captures = (await readCaptures(keeping.archive)).map(({ header }) => header);
    expect(captures.map(({ seq, mode, kind }) => [seq, mode, kind])).toEqual(
      captures.map((_, i) => [i + 1, 'push', 'deployment']),
    );
  });

  it("archives an operator's command once, among events of CloudTrail", async () => {
    const keeping = trail();
    const action: OwnAction = {
      id: 'backfill 2026-11-25T09:59:00.000Z',
      name: 'BACKFILL_SOURCE',
      description: 'A span of time was read again',
      result: 'FAILED',
      errors: ['The API refused the key.'],
      actor: { id: 'ada@laptop', type: 'USER', name: 'ada', attributes: { host: 'laptop' } },
      parameters: { since: '2026-10-01' },
      about: 'atlassian-main',
    };

    const counts = [await archiveEvents(keeping, [event('a'), { action }]), await archiveEvents(keeping, [{ action }])];

    expect(counts).toEqual([2, 0]);
    const [, row] = await rowsOf(keeping);
    expect(row).toMatchObject({
      actionName: 'BACKFILL_SOURCE',
      actionResult: 'FAILED',
      actor: { id: 'ada@laptop', type: 'USER' },
      errors: [{ message: 'The API refused the key.' }],
      p_event_time: '2026-11-25 10:00:05.000',
      p_any_usernames: ['ada'],
    });
    expect(JSON.parse(String(row?.actionParams))).toEqual({
      dynamic: { since: '2026-10-01' },
      static: { name: 'atlassian-main' },
    });
  });

  it('recognises an event that waited for days and is delivered after a newer one', async () => {
    const keeping = trail();
    const ofDay = (day: number) => event(`${day}`, { eventTime: `2026-11-${day}T09:00:00Z` });
    for (let day = 10; day < 25; day++) await archiveEvents(keeping, [ofDay(day)]);

    expect(await archiveEvents(keeping, [event('new'), ofDay(10)])).toBe(1);
  });

  it('reads nothing more for an event in order, and each capture once for an event out of order', async () => {
    const keeping = trail();
    const second = (i: number) => new Date(Date.parse('2026-11-25T09:00:00Z') + i * 1000).toISOString();
    for (let i = 0; i < 100; i++) await archiveEvents(keeping, [event(`${i}`, { eventTime: second(i) })]);
    const get = jest.spyOn(keeping.archive, 'get');
    const readsOf = async (...given: Parameters<typeof event>) => {
      get.mockClear();
      const fresh = await archiveEvents(keeping, [event(...given)]);
      const keys = get.mock.calls.map(([key]) => key);
      expect(new Set(keys).size).toBe(keys.length);
      return { fresh, reads: keys.length };
    };

    expect(await readsOf('new', { eventTime: second(100) })).toEqual({ fresh: 1, reads: 1 });
    expect(await readsOf('new', { eventTime: second(100) })).toEqual({ fresh: 0, reads: 1 });
    expect(await readsOf('0', { eventTime: second(0) })).toEqual({ fresh: 0, reads: 101 });
    expect(await readsOf('timeless', { eventTime: null })).toEqual({ fresh: 1, reads: 101 });
    for (let i = 0; i < 50; i++) await archiveEvents(keeping, [event(`burst ${i}`, { eventTime: second(200) })]);
    expect(await readsOf('burst', { eventTime: second(200) })).toMatchObject({ fresh: 1 });
  });

  it('fails when nothing could be committed, but not when only the hint is lost', async () => {
    const failure = new Error('The store is gone.');
    const broken = new MemoryObjectStore();
    broken.put = () => Promise.reject(failure);

    await expect(archiveEvents(trail({ archive: broken }), [event('a')])).rejects.toBe(failure);
    expect(await archiveEvents(trail({ lake: broken }), [event('a')])).toBe(1);
  });
});
