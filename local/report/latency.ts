import { columnsChart, timeScale } from './columns-chart';
import type { DayColumns } from './day-columns';
import { lengthOfTime, said } from './figures';
import { html, type Markup } from './markup';
import type { ReportData } from './report-data';
import { section } from './section';
import { dataTable, isolated } from './tables';

/** How long after they happened events came in. */
export function latencySection({ answers }: ReportData, columns: DayColumns): Markup {
  if (answers.sources.length === 0) return section('Latency', html`<p>No events, no latency.</p>`);
  const values = columns.largest(answers.days.map(({ day, median_seconds }) => ({ day, value: median_seconds ?? 0 })));
  return section('Latency', [
    html`<p class="quiet">From an event to its capture: half of the events of a day took no longer. Of several sources, the slowest. Days that a first sync fetched show how far back it reached.</p>`,
    columnsChart({
      label: `Median latency by day: ${lengthOfTime(Math.max(...values))} at most.`,
      days: columns.labels,
      parts: [{ name: 'median', colour: 'part1', values }],
      scale: timeScale(values),
      format: lengthOfTime,
    }),
    dataTable(
      ['Source', { number: 'Half within' }, { number: '95 % within' }, { number: 'Longest' }],
      answers.sources.map(({ source, median_seconds, p95_seconds, most_seconds }) => [
        isolated(said(source)),
        lengthOfTime(median_seconds),
        lengthOfTime(p95_seconds),
        lengthOfTime(most_seconds),
      ]),
    ),
  ]);
}
