import fc from 'fast-check';
import { reportPage } from '../../../cli/report/page';
import type { ReportAnswers, ReportData } from '../../../cli/report/report-data';
import { DAY_MS, daysOf } from '../../../lambda/schema/days';
import { anyText } from '../../any-text';
import { madeChain, madeReport } from './made-report';

// Every tag of a page, without what its attributes say.
const elementsOf = (page: string) => (page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/="[^"]*"/g, '=""'));
/** The text of the part below a heading. */
const sectionOf = (data: ReportData, title: string) => {
  const [, section = ''] = reportPage(data).split(`>${title}</h2>`);
  return section
    .slice(0, section.indexOf('</section>'))
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
};
const alarming = (data: ReportData) =>
  [...reportPage(data).matchAll(/<div class="alarming"><dt>([^<]*)<\/dt><dd>([^<]*)/g)].map(
    ([, name, is]) => `${name}: ${is}`,
  );

const NOTHING: ReportAnswers = {
  totals: [{ events: 0, actors: 0, actions: 0, countries: 0, with_actor: 0, with_action: 0, with_country: 0 }],
  days: [],
  sources: [],
  actions: [],
  actors: [],
  countries: [],
  alertDays: [],
  detections: [],
  latestAlerts: [],
  alertTroubles: [],
  failures: [],
  failureDays: [],
};

describe('the page of a report', () => {
  it.each<[string, Partial<ReportAnswers>, Partial<ReportData>, readonly string[]]>([
    ['calm', { failureDays: [] }, {}, []],
    ['with failures', {}, {}, ['Classification failures: 1']],
    [
      'with captures to look at',
      { failureDays: [] },
      { chains: [madeChain({ faults: [{ kind: 'missing', from: 4, to: 1_500 }] })] },
      ['Archive of these days: 1,497 with faults'],
    ],
    ['without an archive', { failureDays: [] }, { chains: [] }, ['Archive of these days: empty']],
  ])('that is %s has these tiles in red', (_name, answers, changes, expected) => {
    expect(alarming(madeReport(answers, changes))).toEqual(expected);
  });

  it('begins with what matters', () => {
    const tiles = [...reportPage(madeReport()).matchAll(/<dt>([^<]*)<\/dt><dd>([^<]*)/g)].map(([, name, is]) => [
      name,
      is,
    ]);
    expect(tiles).toEqual([
      ['Events', '4'],
      ['Actors', '2'],
      ['Countries', '1'],
      ['Alerts', '2'],
      ['Classification failures', '1'],
      ['Median latency of 2026-11-22', '2 h'],
      ['Days with events', '2 of 4'],
      ['Archive of these days', 'intact'],
    ]);
  });

  it.each<[string, ReportData, string, readonly (string | RegExp)[]]>([
    ['ranks', madeReport(), 'Countries', ['1 country. 1 event without one.', 'ada 3 1 2026-11-24 00:00']],
    [
      'says that there are more',
      madeReport({ totals: NOTHING.totals.map((each) => ({ ...each, actors: 700 })) }),
      'Actors',
      ['700 actors. Shown: those with the most events.'],
    ],
    [
      'tells of alerts by severity, the worst below',
      madeReport({
        alertDays: [
          { day: '2026-11-22', severity: 'LOW', alerts: 5 },
          { day: '2026-11-22', severity: 'CRITICAL', alerts: 1 },
          { day: '2026-11-23', severity: null, alerts: 2 },
        ],
      }),
      'Alerts',
      [
        'CRITICAL 1 LOW 5 Other 2',
        '2026-11-22: CRITICAL 1, LOW 5',
        '1 detection failed or muted.',
        'ada 1 the detection failed',
      ],
    ],
    ['has no alerts', madeReport(NOTHING), 'Alerts', [/^No detection raised an alert for these days\.$/]],
    ['has no failures', madeReport(NOTHING), 'Classification failures', [/^Every record matches its schema\.$/]],
    ['has no latency', madeReport(NOTHING), 'Latency', [/^No events, no latency\.$/]],
    ['tells the latency', madeReport(), 'Latency', ['atlassian-main 1 h 2 h 1 d', '2026-11-22: Median 2 h']],
    [
      'tells of days without events, the longest gap first',
      madeReport({ days: [{ day: '2026-11-23', source: 'atlassian-main', events: 1, median_seconds: 1 }] }),
      'Coverage',
      [
        'Events on 1 of 4 days; last event 2026-11-24 00:00; last capture 2026-11-24 00:01.',
        '2026-11-21 to 2026-11-22 2 3 2026-11-24 1 0',
        '2026-11-22: 0 events, 3 captures taken',
      ],
    ],
    ['has no sources', madeReport(NOTHING, { chains: [] }), 'Coverage', [/^The archive is empty\.$/]],
    [
      'anchors the chain',
      madeReport(),
      'Archive',
      ['Intact: 3 captures, numbers 1 to 3; 2 compared', 'Newest: capture 3 of 2026-11-24 00:01 UTC, digest abab'],
    ],
    [
      'tells what expired',
      madeReport({}, { chains: [madeChain({ first: 3 })] }),
      'Archive',
      ['Captures 1 to 2 have expired, or were deleted.'],
    ],
    [
      'tells what is wrong with it',
      madeReport(
        {},
        {
          chains: [
            madeChain({
              first: 3,
              faults: [
                { kind: 'missing', from: 1, to: 2 },
                { kind: 'altered', from: 3, to: 3 },
                { kind: 'rows-missing', from: 3, to: 3 },
              ],
            }),
          ],
        },
      ),
      'Archive',
      [
        '3 captures with faults, of 3 captures',
        '1 to 2 missing from the archive, although a newer',
        '3 changed: its SHA-256 digest',
        '3 rows that its receipt lists',
      ],
    ],
    ['has no archive', madeReport({}, { chains: [] }), 'Archive', [/^The archive holds no capture\.$/]],
  ])('%s', (_name, data, title, expected) => {
    const text = sectionOf(data, title);
    for (const said of expected)
      expect(text).toEqual(typeof said === 'string' ? expect.stringContaining(said) : expect.stringMatching(said));
  });

  it('reads more sources than there are colours as one, the largest first', () => {
    const days = Array.from({ length: 8 }, (_, i) => ({
      day: '2026-11-22',
      source: `s${i}`,
      events: i + 1,
      median_seconds: 1,
    }));
    const text = sectionOf(madeReport({ days }), 'Events by day');
    expect(text).toContain('s7 8 s6 7 s5 6 s4 5 s3 4 3 other sources 6');
  });

  it('puts the parts of a column on each other, none above the top', () => {
    const days = ['a', 'b', 'c'].map((source) => ({ day: '2026-11-22', source, events: 10, median_seconds: 1 }));
    const [chart = ''] = /<svg class="columns".*?<\/svg>/s.exec(reportPage(madeReport({ days }))) ?? [];
    const boxes = [...chart.matchAll(/<rect class="part\d" [^>]* y="([\d.]+)%" height="([\d.]+)%"/g)];
    expect(boxes.map(([, y, height]) => [Number(y), Number(height)])).toEqual([
      [66.67, 33.33],
      [33.33, 33.33],
      [0, 33.33],
    ]);
  });

  it('draws bars as long as their counts', () => {
    const actions = [40, 10].map((events) => ({ name: 'x', events, others: 1, last_time: null }));
    expect(
      [
        ...reportPage(madeReport({ actions })).matchAll(
          /<rect width="([\d.]+)%" height="100%"\/><\/svg><\/th><td class="number">(?:40|10)</g,
        ),
      ].map(([, width]) => width),
    ).toEqual(['100', '25']);
  });

  it('of a long time has weeks as columns, which it says', () => {
    const until = Date.parse('2026-11-24T00:00:00Z');
    const days = daysOf(until - 199 * DAY_MS, until);
    const counts = days.map((day) => ({ day, source: 's', events: 1, median_seconds: 5 }));
    const text = sectionOf(madeReport({ days: counts }, { days }), 'Events by week');
    expect(text).toContain('2026-11-24: s 7');
    expect(text).toContain('2026-05-12: s 4');
    expect(text).toContain('Week to s');
  });

  it('has the same elements whatever an event says', () => {
    const plain = elementsOf(reportPage(madeReport()));
    const fragments = [
      '<script>',
      '"',
      "'",
      '</style>',
      '-->',
      '<!--',
      '&lt;',
      '\u202e',
      '\0',
      '`',
      '=',
      ' onload=x',
      ']]>',
    ];
    const hostile = fc.array(fc.oneof(fc.constantFrom(...fragments), anyText())).map((parts) => parts.join(''));
    fc.assert(
      fc.property(hostile, (text) => {
        const page = reportPage(madeReport({}, { text }));
        expect(elementsOf(page)).toEqual(plain);
        expect(page).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
    );
  });

  it('cuts what is too long to be read', () => {
    expect(reportPage(madeReport({}, { text: 'x'.repeat(100_000), place: 'here' })).length).toBeLessThan(40_000);
  });

  it('runs no script, fetches nothing, and allows neither', () => {
    const page = reportPage(madeReport());
    expect(page).toMatch(
      /<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-/,
    );
    expect(page).not.toMatch(/<(?:script|link|img|iframe|object|base|a)\b|\b(?:src|href|on\w+|style)=|url\(|@import/i);
  });
});
