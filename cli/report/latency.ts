import { lengthOfTime, said } from '../terminal/figures';
import { columnsChart } from './columns-chart';
import type { DayColumns } from './day-columns';
import { html, type Markup } from './markup';
import type { ReportAnswers, ReportData } from './report-data';
import { timeScale } from './scale';
import { section } from './section';
import { dataTable, isolated } from './tables';

/** Time from an event to its capture. */
export function latencySection({ answers }: ReportData, columns: DayColumns): Markup {
  if (answers.sources.length === 0) return section('Latency', html`<p>No events, no latency.</p>`);
  const values = columns.largest(answers.days.map(({ day, median_seconds }) => ({ day, value: median_seconds ?? 0 })));
  return section('Latency', [
    html`<p class="quiet">Time from an event to its capture: the median of each day. For several sources or days in a column, the slowest. Days of a first sync show how far back it reached.</p>`,
    columnsChart({
      of: 'Median latency',
      columns,
      format: lengthOfTime,
      scale: timeScale(values),
      parts: [{ name: 'Median', colour: 'part1', values }],
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

/** The median of the last complete day with events, of its slowest source; null when there is none. */
export function latestMedian(
  { days }: ReportAnswers,
  today: string,
): { readonly day: string; readonly seconds: number } | null {
  const day = days.map((row) => row.day).findLast((each) => each < today);
  if (day === undefined) return null;
  return { day, seconds: Math.max(...days.filter((row) => row.day === day).map((row) => row.median_seconds ?? 0)) };
}
