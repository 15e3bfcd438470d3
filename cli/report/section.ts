import { type Content, html, type Markup } from './markup';

/** A part of the page under a heading. */
export function section(title: string, content: Content): Markup {
  const id = title.toLowerCase().replace(/[^a-z]+/g, '-');
  return html`
<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${content}
</section>`;
}
