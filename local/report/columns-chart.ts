import { counted } from './figures';
import { type Content, html, type Markup } from './markup';

/** A chart with a column for each day, in parts that lie on each other. */
export interface ColumnsChart {
  /** What it shows, in a sentence: for whoever hears it read. */
  readonly label: string;
  readonly days: readonly string[];
  /** One for each colour. Values in order of the days. */
  readonly parts: readonly { readonly name: string; readonly colour: string; readonly values: readonly number[] }[];
  readonly scale: Scale;
  /** A value as a person reads it. */
  readonly format: (value: number) => string;
}

/** How high a value is, of 1, and at which values a line is drawn. */
export interface Scale {
  readonly height: (value: number) => number;
  readonly lines: readonly number[];
}

/** A scale from 0 to a round number above the largest value, for counts. */
export function countScale(values: readonly number[]): Scale {
  const most = Math.max(1, ...values);
  const step = roundAbove(most / 4);
  const top = Math.ceil(most / step) * step;
  const lines = Array.from({ length: Math.round(top / step) }, (_, i) => (i + 1) * step);
  return { height: (value) => value / top, lines };
}

// 1, 2 or 5 with zeros.
function roundAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return ([1, 2, 5, 10].find((each) => each * power >= value) ?? 10) * power;
}

const LENGTHS = [60, 3_600, 86_400, 30 * 86_400, 365 * 86_400];

/** A scale on which minutes and months can be seen beside each other, for lengths of time in seconds. */
export function timeScale(values: readonly number[]): Scale {
  const most = Math.max(60, ...values);
  const top = LENGTHS.find((each) => each >= most) ?? most;
  const height = (value: number) => Math.log10(1 + value) / Math.log10(1 + top);
  return { height, lines: LENGTHS.filter((each) => each <= top) };
}

const percent = (part: number) => `${Math.round(part * 10_000) / 100}%`;

/** The chart as SVG that takes the width that it gets, with its legend. Every number is also in a title. */
export function columnsChart({ label, days, parts, scale, format }: ColumnsChart): Markup {
  const width = 1 / Math.max(1, days.length);
  const columns = days.map((day, i) => {
    let top = 0;
    const boxes = parts.map(({ colour, values }) => {
      const value = values[i] ?? 0;
      if (value <= 0) return [];
      const height = scale.height(value);
      top += height;
      return html`<rect class="${colour}" x="${percent((i + 0.1) * width)}" width="${percent(0.8 * width)}" y="${percent(1 - top)}" height="${percent(height)}"/>`;
    });
    const numbers = parts.flatMap(({ name, values }) => {
      const value = values[i] ?? 0;
      return value > 0 ? [`${name} ${format(value)}`] : [];
    });
    const title = `${day}: ${numbers.join(', ') || 'none'}`;
    return html`<g><title>${title}</title><rect class="hover" x="${percent(i * width)}" width="${percent(width)}" y="0" height="100%"/>${boxes}</g>`;
  });
  const lines = scale.lines.map((value) => {
    const y = percent(1 - scale.height(value));
    return html`<line x1="0" x2="100%" y1="${y}" y2="${y}"/><text x="-8" y="${y}" dy="0.3em">${format(value)}</text>`;
  });
  return html`<figure><svg class="columns" role="img" aria-label="${label}">${columns}<g class="lines">${lines}</g></svg>${dayLabels(days)}${legend(parts)}</figure>`;
}

function dayLabels(days: readonly string[]): Markup {
  const shown =
    days.length < 3 ? days : [days[0] ?? '', days[Math.floor((days.length - 1) / 2)] ?? '', days.at(-1) ?? ''];
  return html`<div class="days">${shown.map((day) => html`<span>${day}</span>`)}</div>`;
}

function legend(parts: ColumnsChart['parts']): Content {
  if (parts.length < 2) return [];
  return html`<ul class="legend">${parts.map(({ name, colour, values }) => html`<li><svg class="key"><rect class="${colour}" width="100%" height="100%"/></svg>${name} <span class="quiet">${counted(values.reduce((sum, value) => sum + value, 0))}</span></li>`)}</ul>`;
}
