import { counted, minuteOf, pluralize, said } from '../terminal/figures';
import { columnsChart } from './columns-chart';
import type { DayColumns } from './day-columns';
import { html, type Markup } from './markup';
import type { ReportAnswers, ReportData } from './report-data';
import { countScale } from './scale';
import { section } from './section';
import { ranking } from './tables';

// As many as there are distinct colours. Further sources are shown as one.
const MOST_SOURCES = 5;

/** Events by day, and the most frequent actions, actors and countries. */
export function activity({ answers }: ReportData, columns: DayColumns): readonly Markup[] {
  const { totals, actions, actors, countries } = answers;
  const [total] = totals;
  const without = (named = 0) => (total?.events ?? 0) - named;
  return [
    section(`Events by ${columns.unit}`, eventsByDay(answers, columns)),
    section('Actions', [
      note(total?.actions ?? 0, actions.length, without(total?.with_action), 'action'),
      ranked(actions, 'Action', 'Actors'),
    ]),
    section('Actors', [
      note(total?.actors ?? 0, actors.length, without(total?.with_actor), 'actor'),
      ranked(actors, 'Actor', 'Actions'),
    ]),
    section('Countries', [
      note(total?.countries ?? 0, countries.length, without(total?.with_country), 'country', 'countries'),
      ranked(countries, 'Country of the address', 'Actors'),
    ]),
  ];
}

function eventsByDay({ days }: ReportAnswers, columns: DayColumns): Markup {
  const sources = bySize(days);
  const shown = sources.slice(0, MOST_SOURCES);
  const sums = (isWanted: (source: string | null) => boolean) =>
    columns.sums(days.filter(({ source }) => isWanted(source)).map(({ day, events }) => ({ day, value: events })));
  const parts = shown.map((name, i) => ({
    name: said(name),
    colour: `part${i + 1}`,
    values: sums((source) => source === name),
  }));
  const others = sources.length - shown.length;
  if (others > 0) {
    parts.push({
      name: pluralize(others, 'other source'),
      colour: 'part6',
      values: sums((each) => !shown.includes(each)),
    });
  }
  return columnsChart({ of: 'Events', columns, parts, scale: countScale(sums(() => true)), format: counted });
}

function bySize(days: ReportAnswers['days']): readonly (string | null)[] {
  const events = new Map<string | null, number>();
  for (const row of days) events.set(row.source, (events.get(row.source) ?? 0) + row.events);
  return [...events].sort((a, b) => b[1] - a[1]).map(([source]) => source);
}

function note(all: number, shown: number, without: number, one: string, many = `${one}s`): Markup {
  const rest = without > 0 ? ` ${pluralize(without, 'event')} without one.` : '';
  const text =
    all > shown ? `${pluralize(all, one, many)}. Shown: those with the most events.` : `${pluralize(all, one, many)}.`;
  return html`<p class="quiet">${text}${rest}</p>`;
}

function ranked(rows: ReportAnswers['actions'], name: string, others: string): Markup | [] {
  if (rows.length === 0) return [];
  return ranking(
    [name, { number: 'Events' }, { number: others }, { aside: 'Last, UTC' }],
    rows.map((row) => ({
      cells: [said(row.name), counted(row.others), minuteOf(row.last_time)],
      count: row.events,
    })),
  );
}
