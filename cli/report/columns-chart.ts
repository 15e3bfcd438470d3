import { counted } from '../terminal/figures';
import type { DayColumns } from './day-columns';
import { type Content, html, type Markup } from './markup';
import type { Scale } from './scale';
import { dataTable } from './tables';

/** A chart with stacked columns, one for each day, week or 30 days. */
export interface ColumnsChart {
  /** What it shows, such as `Events`. */
  readonly of: string;
  readonly columns: DayColumns;
  /** One for each colour, a value for each column. */
  readonly parts: readonly { readonly name: string; readonly colour: string; readonly values: readonly number[] }[];
  readonly scale: Scale;
  /** A value as a person reads it. */
  readonly format: (value: number) => string;
}

const percent = (part: number) => `${Math.round(part * 10_000) / 100}%`;

/** The chart as SVG in full width, its legend, and its numbers in a table that opens. */
export function columnsChart(chart: ColumnsChart): Markup {
  const { of, columns, scale, format } = chart;
  const lines = scale.lines.map((value) => {
    const y = percent(1 - scale.height(value));
    return html`<line x1="0" x2="100%" y1="${y}" y2="${y}"/><text x="-8" y="${y}" dy="0.3em">${format(value)}</text>`;
  });
  const drawn = columns.labels.map((label, i) => column(chart, label, i));
  return html`<figure><svg class="columns" role="img" aria-label="${of} by ${columns.unit}; the numbers are below.">${drawn}<g class="lines">${lines}</g></svg>${ends(columns)}${legend(chart)}</figure>${numbers(chart)}`;
}

function column({ columns, parts, scale, format }: ColumnsChart, label: string, i: number): Markup {
  const width = 1 / columns.labels.length;
  let top = 0;
  const boxes = parts.map(({ colour, values }) => {
    const value = values[i] ?? 0;
    if (value <= 0) return [];
    const height = scale.height(value);
    top += height;
    return html`<rect class="${colour}" x="${percent((i + 0.1) * width)}" width="${percent(0.8 * width)}" y="${percent(1 - top)}" height="${percent(height)}"/>`;
  });
  const said = parts.flatMap(({ name, values }) => ((values[i] ?? 0) > 0 ? [`${name} ${format(values[i] ?? 0)}`] : []));
  const title = `${label}: ${said.join(', ') || 'none'}`;
  return html`<g><title>${title}</title><rect class="hover" x="${percent(i * width)}" width="${percent(width)}" y="0" height="100%"/>${boxes}</g>`;
}

/** Labels below a chart: the first day, one in the middle, the last. */
export function ends({ days }: Pick<DayColumns, 'days'>): Markup {
  const middle = days.length < 3 ? [] : [days[Math.floor((days.length - 1) / 2)] ?? ''];
  const shown = [days[0] ?? '', ...middle, ...(days.length > 1 ? [days.at(-1) ?? ''] : [])];
  return html`<div class="days">${shown.map((day) => html`<span>${day}</span>`)}</div>`;
}

function legend({ parts }: ColumnsChart): Content {
  if (parts.length < 2) return [];
  return html`<ul class="legend">${parts.map(({ name, colour, values }) => html`<li><svg class="key"><rect class="${colour}" width="100%" height="100%"/></svg>${name} <span class="quiet">${counted(values.reduce((sum, value) => sum + value, 0))}</span></li>`)}</ul>`;
}

function numbers({ columns, parts, format }: ColumnsChart): Markup {
  const heads = [columns.title, ...parts.map(({ name }) => ({ number: name }))];
  const rows = columns.labels.map((label, i) => [label, ...parts.map(({ values }) => format(values[i] ?? 0))]);
  return html`<details><summary>The numbers</summary>${dataTable(heads, rows)}</details>`;
}
