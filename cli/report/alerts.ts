import { SEVERITIES } from '../../lambda/rules/define-detection';
import { counted, minuteOf, pluralize, said } from '../terminal/figures';
import { columnsChart } from './columns-chart';
import type { DayColumns } from './day-columns';
import { html, type Markup } from './markup';
import type { ReportAnswers, ReportData } from './report-data';
import { countScale } from './scale';
import { section } from './section';
import { dataTable, isolated, ranking } from './tables';

const WORST_FIRST: readonly string[] = SEVERITIES.toReversed();

/** Alerts of these days, and detections that failed or were muted. */
export function alertsSection({ answers }: ReportData, columns: DayColumns): Markup {
  return section('Alerts', [matches(answers, columns), troubles(answers)]);
}

/** How many alerts there are. */
export function alertCount({ alertDays }: ReportAnswers): number {
  return alertDays.reduce((sum, row) => sum + row.alerts, 0);
}

function matches(answers: ReportAnswers, columns: DayColumns): readonly Markup[] {
  const { alertDays, detections, latestAlerts } = answers;
  if (alertDays.length === 0) return [html`<p>No detection raised an alert for these days.</p>`];
  const sums = (isWanted: (severity: string) => boolean) =>
    columns.sums(
      alertDays.filter((row) => isWanted(row.severity ?? '')).map(({ day, alerts: value }) => ({ day, value })),
    );
  const parts = WORST_FIRST.map((name) => ({
    name,
    colour: name.toLowerCase(),
    values: sums((severity) => severity === name),
  }));
  const others = { name: 'Other', colour: 'none', values: sums((severity) => !WORST_FIRST.includes(severity)) };
  return [
    html`<p class="quiet">Each alert is shown on the day of its last event.</p>`,
    columnsChart({
      of: 'Alerts',
      columns,
      format: counted,
      scale: countScale(sums(() => true)),
      parts: [...parts, others].filter(({ values }) => values.some((value) => value > 0)),
    }),
    ranking(
      ['Detection', { number: 'Alerts' }, { aside: 'Last event, UTC' }],
      detections.map(({ name, alerts: count, last_time }) => ({ cells: [said(name), minuteOf(last_time)], count })),
    ),
    html`<h3>The latest</h3>`,
    dataTable(
      ['Last event, UTC', 'Alert'],
      latestAlerts.map(({ last_time, severity, detection_id, title }) => [
        html`<span class="whole">${minuteOf(last_time)}</span><br>${severityMark(severity)}`,
        html`${isolated(said(title))}<br><span class="quiet">${isolated(said(detection_id))}</span>`,
      ]),
    ),
  ];
}

function severityMark(severity: string | null): Markup {
  const colour = severity !== null && WORST_FIRST.includes(severity) ? severity.toLowerCase() : 'none';
  return html`<span class="whole"><svg class="key" aria-hidden="true"><rect class="${colour}" width="100%" height="100%"/></svg>${said(severity)}</span>`;
}

// Kinds of alert rows that are not a match, or for which nobody was notified.
const TROUBLES: Readonly<Record<string, string>> = {
  match: 'too many in an hour: nobody was notified',
  muted: 'too many in an hour: muted',
  'rule-error': 'the detection failed: fix its rule',
};

function troubles({ alertTroubles }: ReportAnswers): readonly Markup[] {
  if (alertTroubles.length === 0) return [];
  return [
    html`<p class="bad">${pluralize(alertTroubles.length, 'detection')} failed or muted.</p>`,
    dataTable(
      ['Detection', { number: 'Alerts' }, 'What is wrong'],
      alertTroubles.map(({ name, kind, alerts }) => [
        isolated(said(name)),
        counted(alerts),
        TROUBLES[kind ?? ''] ?? isolated(said(kind)),
      ]),
    ),
  ];
}
