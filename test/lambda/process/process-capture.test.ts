import { gunzipSync } from 'node:zlib';
import { type CaptureHeader, captureKey, encodeCapture } from '../../../lambda/archive/capture';
import { METRICS } from '../../../lambda/names';
import type { Measurements } from '../../../lambda/platform/metrics';
import { processCapture, runProcessor } from '../../../lambda/process/process-capture';
import { MemoryObjectStore } from '../../memory-object-store';
import { SilentLogger } from '../../silent-logger';
import { watching } from '../../watching';

let archive: MemoryObjectStore;
let lake: MemoryObjectStore;
beforeEach(() => {
  archive = new MemoryObjectStore();
  lake = new MemoryObjectStore();
});

const event = (id: string, time: string, more = {}) => ({
  type: 'events',
  id,
  attributes: { time, action: 'user_login' },
  links: { self: null },
  ...more,
});
const KEY = captureKey('atlassian-main', 7);

async function archiveCapture(
  records: readonly unknown[],
  changes: Partial<CaptureHeader> = {},
  body = JSON.stringify({ data: records }),
) {
  const header: CaptureHeader = {
    v: 1,
    source: 'atlassian-main',
    kind: 'atlassian',
    logType: 'Atlassian.Audit',
    seq: 7,
    capturedAt: '2026-11-22T10:00:00.123Z',
    mode: 'poll',
    request: { path: '/x', query: {} },
    response: { status: 200, requestId: null },
    count: records.length,
    duplicates: [],
    range: null,
    watermark: null,
    resume: { request: {}, polledTo: null },
    previous: null,
    ...changes,
  };
  archive.objects.set(KEY, encodeCapture(header, new TextEncoder().encode(body)));
}

function rowsIn(key: string): Record<string, unknown>[] {
  const text = gunzipSync(lake.objects.get(key) ?? Buffer.of()).toString();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function copyOf(store: MemoryObjectStore): Map<string, string> {
  return new Map([...store.objects].map(([key, body]) => [key, Buffer.from(body).toString('hex')]));
}

describe('processCapture', () => {
  it('writes one object for each day of events, and the receipt', async () => {
    await archiveCapture([
      event('a', '2026-11-21T23:59:59.999Z'),
      event('b', '2026-11-22T00:00:00Z'),
      event('c', '2026-11-21T01:00:00Z'),
    ]);

    const { receipt, replayed } = await processCapture(watching({ archive, lake }), KEY);

    const days = ['21', '22'].map(
      (day) => `events/atlassian_audit/date=2026-11-${day}/atlassian-main-000000000007.json.gz`,
    );
    expect([...lake.objects.keys()].sort()).toEqual([
      ...days,
      'receipts/atlassian-main/000000000007.json',
      'state/watch/atlassian-main.json',
    ]);
    expect(rowsIn(days[0] ?? '').map((row) => row.id)).toEqual(['a', 'c']);
    expect(receipt.counts).toEqual({ records: 3, events: 3, rejected: 0, duplicates: 0, alerts: 0 });
    expect(receipt.outputs.map(({ key, rows }) => [key, rows])).toEqual([
      [days[0], 2],
      [days[1], 1],
    ]);
    expect(replayed).toBe(false);
  });

  it("adds Keepwatch's columns to the record's own", async () => {
    await archiveCapture([event('a', '2026-11-21T05:06:07.123456Z', { later: { new: [1] } })]);
    await processCapture(watching({ archive, lake }), KEY);
    const [row] = rowsIn('events/atlassian_audit/date=2026-11-21/atlassian-main-000000000007.json.gz');
    expect(row).toEqual({
      ...event('a', '2026-11-21T05:06:07.123456Z'),
      later: { new: [1] },
      p_log_type: 'Atlassian.Audit',
      p_row_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      p_event_time: '2026-11-21 05:06:07.123',
      p_parse_time: '2026-11-22 10:00:00.123',
      p_source_label: 'atlassian-main',
      p_source_file: KEY,
    });
  });

  it.each([
    ['2031-01-01T00:00:00Z', '2026-11-22'],
    ['2026-11-24T00:00:00Z', '2026-11-22'],
    ['2026-11-23T23:59:59Z', '2026-11-23'],
    ['2025-11-21T00:00:00Z', '2025-11-21'],
    ['2025-11-20T23:59:59Z', '2026-11-22'],
    ['0001-01-01T00:00:00Z', '2026-11-22'],
  ])(
    'puts an event of %s under %s: a distant day is never projected, so its capture has to find it',
    async (time, day) => {
      await archiveCapture([event('a', time)]);

      await processCapture(watching({ archive, lake }), KEY);

      const [row] = rowsIn(`events/atlassian_audit/date=${day}/atlassian-main-000000000007.json.gz`);
      expect(row?.p_event_time).toBe(`${time.slice(0, 19).replace('T', ' ')}.000`);
    },
  );

  it('moves the rows that an earlier Keepwatch wrote under a distant day', async () => {
    await archiveCapture([event('a', '2031-01-01T00:00:00Z')]);
    const key = (day: string) => `events/atlassian_audit/date=${day}/atlassian-main-000000000007.json.gz`;
    const { receipt } = await processCapture(watching({ archive, lake }), KEY);
    const [output] = receipt.outputs;
    lake.objects.set(key('2031-01-01'), lake.objects.get(key('2026-11-22')) ?? Buffer.of());
    lake.objects.delete(key('2026-11-22'));
    const old = { ...receipt, outputs: [{ ...output, key: key('2031-01-01') }] };
    lake.objects.set('receipts/atlassian-main/000000000007.json', Buffer.from(JSON.stringify(old)));

    await processCapture(watching({ archive, lake }), KEY);

    expect([...lake.objects.keys()].filter((each) => each.startsWith('events/'))).toEqual([key('2026-11-22')]);
  });

  it('takes the time of the capture when an event has none', async () => {
    await archiveCapture([{ ...event('a', ''), attributes: {} }]);
    await processCapture(watching({ archive, lake }), KEY);
    const [row] = rowsIn('events/atlassian_audit/date=2026-11-22/atlassian-main-000000000007.json.gz');
    expect(row?.p_event_time).toBe('2026-11-22 10:00:00.123');
  });

  it.each<[string, unknown, object]>([
    [
      'a text',
      'garbage',
      { path: '', error: 'expected object, received string', record_id: null, payload: '"garbage"' },
    ],
    ['null', null, { path: '', record_id: null, payload: 'null' }],
    ['an object without an id', { ...event('', ''), id: null }, { path: 'id', error: 'required, but missing or null' }],
    [
      'a broken time',
      event('x', 'yesterday'),
      { path: 'attributes.time', error: 'expected time in the format rfc3339, received string', record_id: 'x' },
    ],
    ['a list for the actor', { ...event('x', ''), attributes: { actor: [] } }, { path: 'attributes.actor' }],
    ['a column of Keepwatch', { ...event('x', ''), p_row_id: 'forged' }, { path: 'p_row_id' }],
  ])('makes a classification failure of %s, and leaves its neighbours alone', async (_name, record, expected) => {
    await archiveCapture([event('a', '2026-11-22T00:00:00Z'), record, event('b', '2026-11-22T00:00:00Z')]);

    const { receipt } = await processCapture(watching({ archive, lake }), KEY);

    expect(receipt.counts).toEqual({ records: 3, events: 2, rejected: 1, duplicates: 0, alerts: 0 });
    const rows = rowsIn('events/classification_failures/date=2026-11-22/atlassian-main-000000000007.json.gz');
    expect(rows).toEqual([expect.objectContaining({ p_log_type: 'Atlassian.Audit', record_position: 1, ...expected })]);
    expect(rows[0]).toHaveProperty('payload', expect.any(String));
  });

  it('copies odd but valid fields', async () => {
    const odd = `{"data":[{"type":"events","id":"a","links":{},"attributes":{"action":"${'x'.repeat(2 ** 20)}","actor":{"name":"\\ud800\\u0007"},"__proto__":{"x":1}},"__proto__":{"y":2},"n":12345678901234567890}]}`;
    await archiveCapture([0], {}, odd);
    const { receipt } = await processCapture(watching({ archive, lake }), KEY);
    expect(receipt.counts).toMatchObject({ events: 1, rejected: 0 });
    const text = gunzipSync(lake.objects.get(receipt.outputs[0]?.key ?? '') ?? Buffer.of()).toString();
    for (const part of ['x'.repeat(2 ** 20), '"\ufffdd800\\u0007"', '"__proto__":{"x":1}', '"__proto__":{"y":2}'])
      expect(text).toContain(part);
  });

  it('skips the records that an earlier capture has', async () => {
    await archiveCapture([event('a', '2026-11-22T00:00:00Z'), event('b', '2026-11-22T00:00:00Z')], { duplicates: [0] });
    const { receipt } = await processCapture(watching({ archive, lake }), KEY);
    expect(receipt.counts).toEqual({ records: 2, events: 1, rejected: 0, duplicates: 1, alerts: 0 });
    expect(rowsIn(receipt.outputs[0]?.key ?? '').map((row) => row.id)).toEqual(['b']);
  });

  it('writes the same bytes when it runs again', async () => {
    await archiveCapture([event('a', '2026-11-21T00:00:00Z'), 'garbage', event('b', '2026-11-22T00:00:00Z')]);
    await processCapture(watching({ archive, lake }), KEY);
    const before = copyOf(lake);
    const { replayed } = await processCapture(watching({ archive, lake }), KEY);
    expect(copyOf(lake)).toEqual(before);
    expect(replayed).toBe(true);
  });

  it('gives a record the same row id in every capture and source', async () => {
    await archiveCapture([event('a', '2026-11-21T00:00:00Z')]);
    const { receipt } = await processCapture(watching({ archive, lake }), KEY);
    const [first] = rowsIn(receipt.outputs[0]?.key ?? '');
    const other = captureKey('atlassian-other', 8);
    const changes = { capturedAt: '2026-11-23T00:00:00.000Z', source: 'atlassian-other', seq: 8 };
    await archiveCapture([event('b', '2026-11-21T00:00:00Z'), event('a', '2026-11-21T00:00:00Z')], changes);
    archive.objects.set(other, archive.objects.get(KEY) ?? Buffer.of());
    const elsewhere = await processCapture(watching({ archive, lake }), other);
    const [, again] = rowsIn(elsewhere.receipt.outputs[0]?.key ?? '');
    expect(again?.p_row_id).toBe(first?.p_row_id);
  });

  it('removes objects of an earlier receipt that a replay no longer produces', async () => {
    await archiveCapture([event('a', '2026-11-21T00:00:00Z')]);
    await processCapture(watching({ archive, lake }), KEY);
    await archiveCapture([event('a', '2026-11-20T00:00:00Z')]);
    await processCapture(watching({ archive, lake }), KEY);
    expect([...lake.objects.keys()].filter((key) => key.startsWith('events/'))).toEqual([
      'events/atlassian_audit/date=2026-11-20/atlassian-main-000000000007.json.gz',
    ]);
  });

  it('writes the receipt last: killed at any write, it leaves none', async () => {
    await archiveCapture([event('a', '2026-11-21T00:00:00Z'), event('b', '2026-11-22T00:00:00Z'), 'garbage']);
    for (let survives = 0; survives < 3; survives++) {
      const broken = new MemoryObjectStore();
      let writes = 0;
      const put = broken.put.bind(broken);
      broken.put = async (key, body, condition) => {
        writes += 1;
        if (writes > survives) throw new Error('killed');
        return put(key, body, condition);
      };
      await expect(processCapture(watching({ archive, lake: broken }), KEY)).rejects.toThrow('killed');
      expect([...broken.objects.keys()].filter((key) => key.startsWith('receipts/'))).toEqual([]);
      broken.put = put;
      await processCapture(watching({ archive, lake: broken }), KEY);
      await processCapture(watching({ archive, lake }), KEY);
      expect(copyOf(broken)).toEqual(copyOf(lake));
    }
  });

  it.each<[string, () => void, RegExp]>([
    ['is missing', () => archive.objects.delete(KEY), /is not in the archive/],
    ['is no gzip', () => archive.objects.set(KEY, Buffer.from('x')), /is not a readable capture/],
    [
      'is another',
      () => archive.objects.set(captureKey('atlassian-main', 8), archive.objects.get(KEY) ?? Buffer.of()),
      /000000000008.*is not a readable capture/,
    ],
  ])('fails, naming the key, when the capture %s', async (_name, spoil, expected) => {
    await archiveCapture([event('a', '2026-11-21T00:00:00Z')]);
    spoil();
    const key = archive.objects.has(captureKey('atlassian-main', 8)) ? captureKey('atlassian-main', 8) : KEY;
    await expect(processCapture(watching({ archive, lake }), key)).rejects.toThrow(expected);
    expect(lake.objects.size).toBe(0);
  });

  it('fails, naming the key, when the receipt cannot be read', async () => {
    await archiveCapture([event('a', '2026-11-21T00:00:00Z')]);
    lake.objects.set('receipts/atlassian-main/000000000007.json', Buffer.from('{}'));
    await expect(processCapture(watching({ archive, lake }), KEY)).rejects.toThrow(
      /receipts\/.*7\.json is not a readable receipt/,
    );
  });
});

describe('runProcessor', () => {
  it('counts nothing when another delivery of the capture finished first', async () => {
    await archiveCapture([event('a', '2026-11-21T00:00:00Z')]);
    const published: Measurements[] = [];
    const metrics = { publish: async (_source: string, counts: Measurements) => void published.push(counts) };
    const processing = { ...watching({ archive, lake }), metrics };
    const get = lake.get.bind(lake);
    jest.spyOn(lake, 'get').mockImplementationOnce(async (key) => {
      const beforeTheOther = await get(key);
      await processCapture(processing, KEY);
      return beforeTheOther;
    });

    const { replayed } = await runProcessor(KEY, processing);

    expect([replayed, published.map((counts) => counts[METRICS.eventsProcessed])]).toEqual([true, [0]]);
  });

  it('counts events and failures once, and nothing when a capture is replayed', async () => {
    await archiveCapture([event('a', '2026-11-21T00:00:00Z'), 'garbage']);
    const published: [string, Measurements][] = [];
    const metrics = { publish: async (source: string, counts: Measurements) => void published.push([source, counts]) };
    const processing = { ...watching({ archive, lake }), metrics };

    await runProcessor(KEY, processing);
    await runProcessor(KEY, processing);

    expect(published).toEqual([
      [
        'atlassian-main',
        {
          [METRICS.eventsProcessed]: 1,
          [METRICS.eventsRejected]: 1,
          [METRICS.alertsRaised]: 0,
          [METRICS.latencySeconds]: 122_400,
        },
      ],
      ['atlassian-main', { [METRICS.eventsProcessed]: 0, [METRICS.eventsRejected]: 0, [METRICS.alertsRaised]: 0 }],
    ]);
  });

  it.each([
    ['poll', ['2026-11-21T00:00:00Z', '2026-11-21T23:00:00Z', '2026-11-20T00:00:00Z'], 34 * 3600],
    ['sweep', ['2026-11-21T00:00:00Z'], undefined],
    ['poll', [], undefined],
  ] as const)('measures of a %s how long events took: %j', async (mode, times, expected) => {
    await archiveCapture(times.length > 0 ? times.map((time, i) => event(`e-${i}`, time)) : ['garbage'], { mode });
    const published: Measurements[] = [];
    const metrics = { publish: async (_source: string, counts: Measurements) => void published.push(counts) };

    await runProcessor(KEY, { ...watching({ archive, lake }), metrics });
    await runProcessor(KEY, { ...watching({ archive, lake }), metrics });

    expect(published.map((counts) => counts[METRICS.latencySeconds])).toEqual([expected, undefined]);
  });

  it('succeeds when its metrics could not be published, and logs that', async () => {
    await archiveCapture([event('a', '2026-11-21T00:00:00Z')]);
    const logger = new SilentLogger();
    const metrics = { publish: () => Promise.reject(new Error('no CloudWatch')) };
    await runProcessor(KEY, { ...watching({ archive, lake }, { logger }), metrics });
    expect(logger.lines.join()).toContain('Metrics were not published');
  });
});
