import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryObjectStore } from '../../../cli/place/directory/directory-object-store';
import { openDirectoryLake } from '../../../cli/place/directory/duckdb-engine';
import { type QueryAnswer, type QueryEngine, QueryError } from '../../../cli/place/query-engine';
import { queryReport } from '../../../cli/report/report-data';
import { writeRows } from '../../../lambda/lake/rows-object';
import { REPORT_QUERIES } from '../../../queries/report-queries';
import { detectionOf, WatchedSource } from '../../lambda/alerts/watched-source';
import { rowOf } from '../../lambda/rules/real-events';

const SPAN = { since: Date.parse('2026-11-21T08:00:00Z'), until: Date.parse('2026-11-24T12:00:00Z') };
const DAY = 24 * 60;

let folder: string;
let engine: QueryEngine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keepwatch-report-'));
  const lake = new DirectoryObjectStore(folder);
  const severities = { ada: 'CRITICAL', eve: 'LOW' } as const;
  const source = new WatchedSource([
    detectionOf({
      severityOf: ({ attributes }) => (attributes.actor?.id === 'ada' ? severities.ada : severities.eve),
      title: ({ attributes }) => `${attributes.actor?.id} logged in`,
    }),
    detectionOf({
      id: 'Test.Broken',
      actions: ['user_logout'],
      rule: () => {
        throw new Error('no rule');
      },
    }),
  ]);
  source.capture([
    { at: -2 * DAY, actor: 'too-early' },
    { at: 0, actor: 'ada', country: 'Ireland' },
    { at: 60, actor: 'eve', country: 'Japan', action: 'export_audit_log' },
    { at: 61, actor: 'eve', country: 'Japan', action: '' },
    { at: 62, broken: true },
    { at: 63, broken: true },
    { at: 800, actor: 'eve', action: 'page_viewed' },
  ]);
  source.capture(
    [
      { at: 2 * DAY, actor: 'eve', action: 'user_logout' },
      { at: 2 * DAY, actor: 'ada' },
    ],
    2 * DAY + 1,
  );
  await source.process([1, 2], { lake });
  const panther = (record: object) => rowOf('Panther.Audit', { timestamp: '2026-11-23 09:00:00', ...record });
  await writeRows(lake, 'events/panther_audit/date=2026-11-23/source-1-000000000001.json.gz', 'panther_audit', [
    panther({ actor: { id: 'p-1', type: 'USER', name: 'Pat', attributes: { email: 'pat@example.com' } } }),
    panther({ actor: { id: 'p-2', type: 'TOKEN', name: 'token' }, actionName: 'UPDATE_USER' }),
    panther({ actor: { id: 'p-3', type: 'TOKEN' }, actionName: 'UPDATE_USER' }),
  ]);
  engine = await openDirectoryLake(folder);
});
afterAll(async () => {
  engine.close();
  await rm(folder, { recursive: true });
});

describe('what a report asks', () => {
  it('is about whole days, of every table', async () => {
    const { from, to, days, answers, scannedBytes } = await queryReport(engine, SPAN);

    expect([from, to]).toEqual(['2026-11-21 00:00:00.000', '2026-11-24 12:00:00.000']);
    expect(days).toEqual(['2026-11-21', '2026-11-22', '2026-11-23', '2026-11-24']);
    expect(answers).toEqual({
      totals: [{ events: 9, actors: 5, actions: 6, countries: 2, with_actor: 9, with_action: 8, with_country: 3 }],
      days: [
        { day: '2026-11-22', source: 'atlassian-main', events: 4, median_seconds: expect.any(Number) },
        // By another clock they happened after their capture.
        { day: '2026-11-23', source: 'source-1', events: 3, median_seconds: 0 },
        { day: '2026-11-24', source: 'atlassian-main', events: 2, median_seconds: 60 },
      ],
      sources: [
        {
          source: 'atlassian-main',
          events: 6,
          last_time: '2026-11-24 00:00:00',
          median_seconds: expect.any(Number),
          p95_seconds: expect.any(Number),
          most_seconds: 43_200,
        },
        expect.objectContaining({ source: 'source-1', events: 3, median_seconds: 0, p95_seconds: 0, most_seconds: 0 }),
      ],
      actions: [
        { name: 'UPDATE_USER', events: 2, others: 2, last_time: '2026-11-23 09:00:00' },
        { name: 'user_login', events: 2, others: 1, last_time: '2026-11-24 00:00:00' },
        ...['GET_SOMETHING', 'export_audit_log', 'page_viewed', 'user_logout'].map((name) =>
          expect.objectContaining({ name, events: 1, others: 1 }),
        ),
      ],
      actors: [
        { name: 'eve@example.com', events: 4, others: 3, last_time: '2026-11-24 00:00:00' },
        { name: 'ada@example.com', events: 2, others: 1, last_time: '2026-11-24 00:00:00' },
        ...['p-3', 'pat@example.com', 'token'].map((name) => expect.objectContaining({ name, events: 1 })),
      ],
      countries: [
        { name: 'Japan', events: 2, others: 1, last_time: '2026-11-22 01:01:00' },
        { name: 'Ireland', events: 1, others: 1, last_time: '2026-11-22 00:00:00' },
      ],
      alertDays: [
        { day: '2026-11-22', severity: 'CRITICAL', alerts: 1 },
        { day: '2026-11-24', severity: 'CRITICAL', alerts: 1 },
      ],
      detections: [{ name: 'Test.Login', alerts: 2, last_time: '2026-11-24 00:00:00' }],
      latestAlerts: [
        expect.objectContaining({ last_time: '2026-11-24 00:00:00', severity: 'CRITICAL', title: 'ada logged in' }),
        expect.objectContaining({ last_time: '2026-11-22 00:00:00', detection_id: 'Test.Login' }),
      ],
      alertTroubles: [{ name: 'Test.Broken', kind: 'rule-error', alerts: 1 }],
      failures: [expect.objectContaining({ source: 'atlassian-main', path: 'attributes.time', records: 2 })],
      failureDays: [{ day: '2026-11-22', records: 2 }],
    });
    expect(answers.sources[0]?.p95_seconds).toBeGreaterThan(answers.sources[0]?.median_seconds ?? Infinity);
    expect(scannedBytes).toEqual([]);
  });

  it('is told before it is asked, and what was read for each', async () => {
    const told: string[] = [];
    const charged: QueryEngine = {
      query: async (sql): Promise<QueryAnswer> => ({ ...(await engine.query(sql)), scannedBytes: 7 }),
      cancel: async () => {},
      close: () => {},
    };

    const { scannedBytes } = await queryReport(charged, SPAN, (name, done) => told.push(`${done} ${name}`));

    expect(told).toEqual(REPORT_QUERIES.map((name, i) => `${i} ${name}`));
    expect(scannedBytes).toEqual(REPORT_QUERIES.map(() => 7));
  });

  it('is refused when it is answered with other columns', async () => {
    async function* rows() {
      yield [1];
    }
    const other: QueryEngine = {
      query: async () => ({ columns: ['x'], rows: rows() }),
      cancel: async () => {},
      close: () => {},
    };

    await expect(queryReport(other, SPAN)).rejects.toThrow(QueryError);
  });
});
