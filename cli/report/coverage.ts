import { counted, minuteOf, pluralize, said } from '../terminal/figures';
import type { Chain } from '../verify/chain';
import { ends } from './columns-chart';
import { html, type Markup } from './markup';
import type { ReportData } from './report-data';
import { section } from './section';
import { dataTable, isolated } from './tables';

const MOST_GAPS = 10;

/** Consecutive days without an event of a source. */
export interface Quiet {
  readonly from: string;
  readonly to: string;
  readonly days: number;
  /** Captures that were taken on these days. */
  readonly captures: number;
}

/** Days with and without events, by source. */
export function coverageSection(data: ReportData): Markup {
  const sources = sourcesOf(data);
  if (sources.length === 0) return section('Coverage', html`<p>The archive is empty.</p>`);
  return section('Coverage', [
    html`<p class="quiet">One box for each day. A hollow box is a day without events.</p>`,
    sources.map((source) => ofSource(source, data)),
    html`<p class="quiet">A day without events: if captures were taken, the API returned events of other days. If none was taken, the API had nothing new or was not polled: see the alarms of that day and the collector's log. Faults of captures are in the section Archive.</p>`,
  ]);
}

/** How many of the days have an event of any source. */
export function coveredDays({ answers, days }: ReportData): number {
  const covered = new Set(answers.days.map(({ day }) => day));
  return days.filter((day) => covered.has(day)).length;
}

function sourcesOf({ chains, answers }: ReportData): readonly string[] {
  return [...new Set([...chains.map(({ source }) => source), ...answers.days.map(({ source }) => said(source))])];
}

function ofSource(source: string, { days, answers, chains }: ReportData): Markup {
  const chain = chains.find((each) => each.source === source);
  const events = new Map(answers.days.filter((row) => said(row.source) === source).map((row) => [row.day, row.events]));
  const last = answers.sources.find((row) => said(row.source) === source)?.last_time ?? null;
  const gaps = quietDays(days, events, chain);
  const captured = chain?.head ? `; last capture ${minuteOf(chain.head.capturedAt)}` : '';
  return html`<h3>${isolated(source)}</h3>
<p>Events on ${counted(events.size)} of ${pluralize(days.length, 'day')}; last event ${minuteOf(last)}${captured}.</p>
${strip(source, days, events, chain)}${ends({ days })}
${gaps.length === 0 ? [] : gapTable(gaps)}`;
}

function strip(
  source: string,
  days: readonly string[],
  events: ReadonlyMap<string, number>,
  chain: Chain | undefined,
): Markup {
  const boxes = days.map((day) => {
    const count = events.get(day) ?? 0;
    const title = `${day}: ${pluralize(count, 'event')}, ${pluralize(chain?.days.get(day) ?? 0, 'capture')} taken`;
    return html`<svg class="${count > 0 ? 'day full' : 'day'}"><title>${title}</title><rect width="100%" height="100%"/></svg>`;
  });
  return html`<div class="strip" role="img" aria-label="Days with events of ${source}: ${counted(events.size)} of ${counted(days.length)}.">${boxes}</div>`;
}

/** The days without an event, longest first. */
export function quietDays(
  days: readonly string[],
  events: ReadonlyMap<string, number>,
  chain: Pick<Chain, 'days'> | undefined,
): readonly Quiet[] {
  const gaps: Quiet[] = [];
  for (const [i, day] of days.entries()) {
    if (events.has(day)) continue;
    const captures = chain?.days.get(day) ?? 0;
    const before = gaps.at(-1);
    if (before && before.to === days[i - 1]) {
      gaps.splice(-1, 1, { ...before, to: day, days: before.days + 1, captures: before.captures + captures });
    } else {
      gaps.push({ from: day, to: day, days: 1, captures });
    }
  }
  return gaps.sort((a, b) => b.days - a.days);
}

function gapTable(gaps: readonly Quiet[]): Markup {
  const more = gaps.length - MOST_GAPS;
  return html`${dataTable(
    ['Without events', { number: 'Days' }, { number: 'Captures taken' }],
    gaps
      .slice(0, MOST_GAPS)
      .map(({ from, to, days, captures }) => [
        from === to ? from : html`<span class="whole">${from}</span> to <span class="whole">${to}</span>`,
        counted(days),
        counted(captures),
      ]),
  )}${more > 0 ? html`<p class="quiet">And ${pluralize(more, 'shorter gap')}.</p>` : []}`;
}
