import { columnsChart, countScale } from './columns-chart';
import type { DayColumns } from './day-columns';
import { counted, minuteOf, ofThem, said } from './figures';
import { html, type Markup } from './markup';
import type { ReportAnswers, ReportData } from './report-data';
import { section } from './section';
import { behind, dataTable, isolated, ranking } from './tables';

// As many as there are colours that can be told apart; whoever has more sources reads the rest as one.
const MOST_SOURCES = 5;

/** Events by day, and what, who and from where came most often. */
export function activity({ answers }: ReportData, columns: DayColumns): readonly Markup[] {
  const { totals, actions, actors, countries } = answers;
  const [total] = totals;
  return [
    section('Events by day', eventsByDay(answers, columns)),
    section('Actions', [
      note(total?.actions ?? 0, actions.length, 'action'),
      ranked(actions, ['Action', { number: 'Events' }, { number: 'Actors' }, { aside: 'Last, UTC' }]),
    ]),
    section('Actors', [
      note(total?.actors ?? 0, actors.length, 'actor'),
      ranked(actors, ['Actor', { number: 'Events' }, { number: 'Actions' }, { aside: 'Last, UTC' }]),
    ]),
    section('Countries', [
      note(total?.countries ?? 0, countries.length, 'country', 'countries'),
      ranked(countries, ['Country of the address', { number: 'Events' }, { number: 'Actors' }, { aside: 'Last, UTC' }]),
    ]),
  ];
}

function eventsByDay({ days }: ReportAnswers, columns: DayColumns): readonly Markup[] {
  const sources = bySize(days);
  const shown = sources.slice(0, MOST_SOURCES);
  const parts = shown.map((source, i) => ({
    name: said(source),
    colour: `part${i + 1}`,
    values: columns.sums(of(days, (row) => row.source === source)),
  }));
  if (sources.length > shown.length) {
    parts.push({
      name: ofThem(sources.length - shown.length, 'other source'),
      colour: 'part6',
      values: columns.sums(of(days, (row) => !shown.includes(row.source))),
    });
  }
  const totals = columns.sums(of(days, () => true));
  return [
    columnsChart({
      label: `Events by day: ${counted(Math.max(0, ...totals))} at most.`,
      days: columns.labels,
      parts,
      scale: countScale(totals),
      format: counted,
    }),
    behind(
      'The numbers',
      dataTable(
        ['Day', 'Source', { number: 'Events' }],
        days.map(({ day, source, events }) => [day, isolated(said(source)), counted(events)]),
      ),
    ),
  ];
}

function of(days: ReportAnswers['days'], isWanted: (row: ReportAnswers['days'][number]) => boolean) {
  return days.filter(isWanted).map(({ day, events }) => ({ day, value: events }));
}

function bySize(days: ReportAnswers['days']): readonly (string | null)[] {
  const events = new Map<string | null, number>();
  for (const row of days) events.set(row.source, (events.get(row.source) ?? 0) + row.events);
  return [...events].sort((a, b) => b[1] - a[1]).map(([source]) => source);
}

function note(all: number, shown: number, one: string, many = `${one}s`): Markup {
  const text = all > shown ? `${ofThem(all, one, many)}; those with the most events:` : `${ofThem(all, one, many)}.`;
  return html`<p class="quiet">${text}</p>`;
}

function ranked(rows: ReportAnswers['actions'], heads: Parameters<typeof ranking>[0]): Markup {
  return ranking(
    heads,
    rows.map(({ name, events, others, last_time }) => ({
      cells: [said(name), counted(others), minuteOf(last_time)],
      count: events,
    })),
  );
}
