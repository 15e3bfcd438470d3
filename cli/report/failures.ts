import { counted, minuteOf, pluralize, said } from '../terminal/figures';
import { columnsChart } from './columns-chart';
import type { DayColumns } from './day-columns';
import { html, type Markup } from './markup';
import type { ReportAnswers, ReportData } from './report-data';
import { countScale } from './scale';
import { section } from './section';
import { dataTable, isolated } from './tables';

/** Which records did not match their schema. */
export function failuresSection({ answers }: ReportData, columns: DayColumns): Markup {
  return section('Classification failures', failures(answers, columns));
}

/** How many records did not match their schema. */
export function failureCount({ failureDays }: ReportAnswers): number {
  return failureDays.reduce((sum, { records }) => sum + records, 0);
}

function failures(answers: ReportAnswers, columns: DayColumns): readonly Markup[] {
  const { failureDays, failures: reasons } = answers;
  if (failureDays.length === 0) return [html`<p>Every record matches its schema.</p>`];
  const values = columns.sums(failureDays.map(({ day, records: value }) => ({ day, value })));
  return [
    html`<p>${pluralize(failureCount(answers), 'record')} did not match the schema, shown on the day of their capture. They are in the archive and in the table classification_failures.</p>`,
    columnsChart({
      of: 'Failures',
      columns,
      format: counted,
      scale: countScale(values),
      parts: [{ name: 'Records', colour: 'high', values }],
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
