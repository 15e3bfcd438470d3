import { counted } from '../terminal/figures';
import { type Content, html, type Markup } from './markup';

/** A column of a table: its title, and whether it holds numbers, or is hidden on a phone. */
export type Head = string | { readonly number: string } | { readonly aside: string };

/** A table with a title for each column; the first cell of a row names it. */
export function dataTable(heads: readonly Head[], rows: readonly (readonly Content[])[]): Markup {
  const columns = heads.map((head) => {
    if (typeof head === 'string') return { title: head, kind: 'text' };
    return 'number' in head ? { title: head.number, kind: 'number' } : { title: head.aside, kind: 'aside' };
  });
  const classOf = (i: number) => columns[i]?.kind ?? 'text';
  const titles = columns.map(({ title, kind }) => html`<th scope="col" class="${kind}">${title}</th>`);
  const lines = rows.map((cells) => {
    const [name = '', ...others] = cells;
    return html`<tr><th scope="row" class="${classOf(0)}">${name}</th>${others.map((cell, i) => html`<td class="${classOf(i + 1)}">${cell}</td>`)}</tr>
`;
  });
  return html`<div class="scrolls"><table><thead><tr>${titles}</tr></thead><tbody>
${lines}</tbody></table></div>`;
}

/** A table of the most frequent values. Each row: the value with a bar below it, its count, other cells. */
export function ranking(
  heads: readonly Head[],
  rows: readonly { readonly cells: readonly Content[]; readonly count: number }[],
): Markup {
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return dataTable(
    heads,
    rows.map(({ cells: [name = '', ...others], count }) => [
      html`${isolated(name)}<svg class="bar" aria-hidden="true"><rect width="${Math.round((count / most) * 1_000) / 10}%" height="100%"/></svg>`,
      counted(count),
      ...others,
    ]),
  );
}

/** A text from an event, with its own writing direction. */
export function isolated(text: Content): Markup {
  return html`<bdi>${text}</bdi>`;
}
