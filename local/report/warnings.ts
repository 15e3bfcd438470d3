import { columnsChart, countScale } from './columns-chart';
import type { DayColumns } from './day-columns';
import { counted, minuteOf, ofThem, said } from './figures';
import { html, type Markup } from './markup';
import type { ReportAnswers, ReportData } from './report-data';
import { section } from './section';
import { dataTable, isolated, ranking } from './tables';

const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO'];

/** What detections raised, and which records did not fit their schema. */
export function warnings({ answers }: ReportData, columns: DayColumns): readonly Markup[] {
  return [section('Alerts', alerts(answers, columns)), section('Classification failures', failures(answers, columns))];
}

/** How many alerts there are. */
export function alertCount({ alertDays }: ReportAnswers): number {
  return alertDays.reduce((sum, row) => sum + row.alerts, 0);
}

/** How many records did not fit their schema. */
export function failureCount({ failureDays }: ReportAnswers): number {
  return failureDays.reduce((sum, { records }) => sum + records, 0);
}

function alerts(answers: ReportAnswers, columns: DayColumns): readonly Markup[] {
  const { alertDays, detections, latestAlerts } = answers;
  if (alertDays.length === 0) return [html`<p>No detection raised an alert.</p>`];
  const parts = [...SEVERITIES, undefined].map((severity) => ({
    name: severity ?? 'without severity',
    colour: (severity ?? 'none').toLowerCase(),
    values: columns.sums(
      alertDays
        .filter((row) =>
          severity === undefined ? !SEVERITIES.includes(row.severity ?? '') : row.severity === severity,
        )
        .map(({ day, alerts: value }) => ({ day, value })),
    ),
  }));
  const totals = columns.sums(alertDays.map(({ day, alerts: value }) => ({ day, value })));
  return [
    columnsChart({
      label: `Alerts by day and severity: ${counted(Math.max(...totals))} at most.`,
      days: columns.labels,
      parts: parts.filter(({ values }) => values.some((value) => value > 0)),
      scale: countScale(totals),
      format: counted,
    }),
    html`<p class="quiet">On the day of the capture with which an alert was raised; a first sync raises those of months on one day.</p>`,
    ranking(
      ['Detection', { number: 'Alerts' }, { aside: 'Last, UTC' }],
      detections.map(({ name, alerts: count, last_time }) => ({ cells: [said(name), minuteOf(last_time)], count })),
    ),
    html`<h3>The latest</h3>`,
    dataTable(
      ['Raised, UTC', 'Alert'],
      latestAlerts.map(({ raised, severity, detection_id, title }) => [
        html`${minuteOf(raised)}<br>${severityMark(severity)}`,
        html`${isolated(said(title))}<br><span class="quiet">${isolated(said(detection_id))}</span>`,
      ]),
    ),
  ];
}

function severityMark(severity: string | null): Markup {
  const colour = SEVERITIES.includes(severity ?? '') ? (severity ?? '').toLowerCase() : 'none';
  return html`<span class="severity"><svg class="key" aria-hidden="true"><rect class="${colour}" width="100%" height="100%"/></svg>${said(severity)}</span>`;
}

function failures(answers: ReportAnswers, columns: DayColumns): readonly Markup[] {
  const { failureDays, failures: reasons } = answers;
  if (failureDays.length === 0) return [html`<p>Every record fitted its schema.</p>`];
  const values = columns.sums(failureDays.map(({ day, records: value }) => ({ day, value })));
  return [
    html`<p>${ofThem(failureCount(answers), 'record')} did not fit the schema. They are kept, in the archive and in the table classification_failures.</p>`,
    columnsChart({
      label: `Records that did not fit by day: ${counted(Math.max(...values))} at most.`,
      days: columns.labels,
      parts: [{ name: 'records', colour: 'high', values }],
      scale: countScale(values),
      format: counted,
    }),
    dataTable(
      ['Where in the record', { number: 'Records' }, 'What is wrong', { aside: 'Source' }, { aside: 'Last, UTC' }],
      reasons.map(({ path, records, error, source, last_time }) => [
        isolated(said(path)),
        counted(records),
        isolated(said(error)),
        isolated(said(source)),
        minuteOf(last_time),
      ]),
    ),
  ];
}
