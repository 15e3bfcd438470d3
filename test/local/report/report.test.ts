import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { walkChains } from '../../../local/chain';
import { DirectoryObjectStore } from '../../../local/directory-object-store';
import { reportPage } from '../../../local/report/page';
import { askForReport, type ReportData } from '../../../local/report/report-data';
import { openDirectoryLake } from '../../../local/search/duckdb-engine';
import { type QueryEngine, QueryError } from '../../../local/search/query-engine';
import { detectionOf, WatchedSource } from '../../lambda/watched-source';

const SINCE = Date.parse('2026-11-21T08:00:00Z');
const UNTIL = Date.parse('2026-11-24T12:00:00Z');
const DAY = 24 * 60;

let folder: string;
let plain: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keepwatch-report-'));
  plain = reportPage(await reportOf('ada'));
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keepwatch-report-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A report of a lake with events on two of four days, told by somebody of this name. */
async function reportOf(name: string): Promise<ReportData> {
  const lake = new DirectoryObjectStore(folder);
  const source = new WatchedSource([detectionOf({ title: ({ attributes }) => `${attributes.actor?.id} logged in` })]);
  source.capture([
    { at: -2 * DAY, actor: 'too-early' },
    { at: 0, actor: name, country: name },
    { at: 60, actor: 'eve', country: 'Japan', action: name },
    { at: 61, actor: 'eve', country: 'Japan', action: 'user_logout' },
    { at: 62, broken: true },
  ]);
  source.capture([{ at: 2 * DAY, actor: 'eve', action: 'user_logout' }], 2 * DAY + 1);
  await source.process([1, 2], { lake });
  const engine = await openDirectoryLake(folder);
  const asked = await askForReport(engine, { since: SINCE, until: UNTIL });
  engine.close();
  const chains = await walkChains({ archive: source.archive, lake, since: SINCE, now: UNTIL });
  return { ...asked, place: name.slice(0, 80), chains };
}

// Every tag of a page, without what its attributes say.
const elementsOf = (page: string) => (page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/="[^"]*"/g, '=""'));
const textOf = (page: string) =>
  page
    .replace(/<style>.*<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

describe('a report', () => {
  it('asks for whole days, of every table', async () => {
    const { from, to, days, answers, scannedBytes } = await reportOf('ada');

    expect([from, to]).toEqual(['2026-11-21 00:00:00.000', '2026-11-24 12:00:00.000']);
    expect(days).toEqual(['2026-11-21', '2026-11-22', '2026-11-23', '2026-11-24']);
    expect(answers).toMatchObject({
      totals: [{ events: 4, actors: 2, actions: 3, countries: 2 }],
      days: [
        { day: '2026-11-22', source: 'atlassian-main', events: 3, median_seconds: 39_600 },
        { day: '2026-11-24', source: 'atlassian-main', events: 1, median_seconds: 60 },
      ],
      sources: [{ source: 'atlassian-main', events: 4, last_time: '2026-11-24 00:00:00', most_seconds: 43_200 }],
      actions: [
        { name: 'user_logout', events: 2, others: 1 },
        { name: 'ada', events: 1, others: 1 },
        { name: 'user_login', events: 1, others: 1 },
      ],
      actors: [
        { name: 'eve@example.com', events: 3, others: 2 },
        { name: 'ada@example.com', events: 1 },
      ],
      countries: [
        { name: 'Japan', events: 2 },
        { name: 'ada', events: 1 },
        { name: null, events: 1 },
      ],
      alertDays: [{ day: '2026-11-22', severity: 'LOW', alerts: 2 }],
      detections: [{ name: 'Test.Login', alerts: 2, last_time: '2026-11-22 12:00:00' }],
      failures: [{ source: 'atlassian-main', path: 'attributes.time', records: 1 }],
      failureDays: [{ day: '2026-11-22', records: 1 }],
    });
    expect(answers.latestAlerts.map(({ title }) => title).sort()).toEqual(['ada logged in', 'too-early logged in']);
    expect(scannedBytes).toBeUndefined();
  });

  it('says in words what is there, what is not, and what is wrong', async () => {
    const data = await reportOf('ada');

    const text = textOf(reportPage(data));

    for (const said of [
      'Audit logs, 2026-11-21 to 2026-11-24',
      'Days with events 2 of 4',
      'ada logged in',
      'attributes.time 1',
      'Events on 2 of 4 days; last event 2026-11-24 00:00; last capture 2026-11-24 00:01.',
      '2026-11-23 1 0 The API had nothing new, or was not read',
      'Unbroken: 2 captures, numbers 1 to 2; 1 compared',
      data.chains[0]?.head?.sha256 ?? 'no head',
    ]) {
      expect(text).toContain(said);
    }
  });

  it('shows what is wrong with the archive', async () => {
    const data = await reportOf('ada');
    const chains = data.chains.map((chain) => ({
      ...chain,
      faults: [
        { kind: 'altered' as const, from: 2, to: 2 },
        { kind: 'misprocessed' as const, from: 2, to: 2 },
        { kind: 'missing' as const, from: 4, to: 1_500 },
      ],
    }));

    const text = textOf(reportPage({ ...data, chains }));

    expect(text).toContain('Archive 1,498 to look at');
    expect(text).toContain('4 to 1,500 missing: newer ones are there');
    expect(text).not.toContain('Unbroken');
  });

  it.each([
    `<script>alert(1)</script>`,
    `"><img src=x onerror=alert(1)>`,
    `' onload='alert(1)`,
    '</style><svg onload=alert(1)>',
    '<!--',
    '&lt;b&gt;',
    '\u202eevil\u0000\u001b[31m',
    'x'.repeat(100_000),
  ])('has the same elements whatever an event says, case %#', async (hostile) => {
    const page = reportPage(await reportOf(hostile));

    expect(elementsOf(page)).toEqual(elementsOf(plain));
    expect(page).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u);
    expect(page.length).toBeLessThan(plain.length + 30_000);
  });

  it('runs no script, fetches nothing, and allows neither', () => {
    expect(plain).toMatch(
      /<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-/,
    );
    expect(plain).not.toMatch(/<(?:script|link|img|iframe|object|base|a)\b|\b(?:src|href|on\w+|style)=|url\(|@import/i);
  });

  it('of a lake without events is a page that says so', async () => {
    const lake = new DirectoryObjectStore(folder);
    const engine = await openDirectoryLake(folder);
    const asked = await askForReport(engine, { since: SINCE, until: UNTIL });
    engine.close();

    const page = reportPage({
      ...asked,
      place: 'x',
      chains: await walkChains({ archive: lake, lake, since: SINCE, now: UNTIL }),
    });

    for (const said of [
      'No detection raised an alert',
      'Every record fitted',
      'No events, no latency',
      'Nothing was ever captured',
      'The archive holds no capture',
    ]) {
      expect(textOf(page)).toContain(said);
    }
  });

  it('is refused when a question is answered with other columns', async () => {
    const engine: QueryEngine = {
      query: async () => ({
        columns: ['x'],
        rows: (async function* () {
          yield [1];
        })(),
      }),
      cancel: async () => {},
      close: () => {},
    };

    await expect(askForReport(engine, { since: SINCE, until: UNTIL })).rejects.toThrow(QueryError);
  });
});
