import type { ReportAnswers, ReportData } from '../../../cli/report/report-data';
import type { Chain } from '../../../cli/verify/chain';

/** A chain of three captures, with nothing wrong with it. */
export function madeChain(changes: Partial<Chain> = {}): Chain {
  return {
    source: 'atlassian-main',
    captures: 3,
    first: 1,
    last: 3,
    head: { sha256: 'ab'.repeat(32), capturedAt: '2026-11-24T00:01:00.000Z' },
    compared: 2,
    days: new Map([['2026-11-22', 3]]),
    waiting: 0,
    newer: 0,
    faults: [],
    ...changes,
  };
}

/** A report of four days, of which the second and the last have events, with this text wherever an event says something. */
export function madeReport(
  answers: Partial<ReportAnswers> = {},
  { text = 'ada', ...changes }: Partial<ReportData> & { readonly text?: string } = {},
): ReportData {
  const ranked = { name: text, events: 3, others: 1, last_time: '2026-11-24 00:00:00' };
  return {
    place: text,
    from: '2026-11-21 00:00:00.000',
    to: '2026-11-24 12:00:00.000',
    days: ['2026-11-21', '2026-11-22', '2026-11-23', '2026-11-24'],
    scannedBytes: [],
    chains: [madeChain()],
    ...changes,
    answers: {
      totals: [{ events: 4, actors: 2, actions: 3, countries: 1, with_actor: 4, with_action: 4, with_country: 3 }],
      days: [
        { day: '2026-11-22', source: 'atlassian-main', events: 3, median_seconds: 7_200 },
        { day: '2026-11-24', source: 'atlassian-main', events: 1, median_seconds: 60 },
      ],
      sources: [
        {
          source: 'atlassian-main',
          events: 4,
          last_time: '2026-11-24 00:00:00',
          median_seconds: 3_600,
          p95_seconds: 7_200,
          most_seconds: 86_400,
        },
      ],
      actions: [ranked],
      actors: [ranked],
      countries: [ranked],
      alertDays: [{ day: '2026-11-22', severity: 'HIGH', alerts: 2 }],
      detections: [{ name: text, alerts: 2, last_time: '2026-11-22 00:00:00' }],
      latestAlerts: [{ last_time: '2026-11-22 00:00:00', severity: 'HIGH', detection_id: text, title: text }],
      alertTroubles: [{ name: text, kind: 'rule-error', alerts: 1 }],
      failures: [{ source: text, path: text, error: text, records: 1, last_time: '2026-11-22 00:00:00' }],
      failureDays: [{ day: '2026-11-22', records: 1 }],
      ...answers,
    },
  };
}
