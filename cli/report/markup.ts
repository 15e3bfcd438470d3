import { escapeUnprintable } from '../../lambda/schema/printable';

/** Text that is HTML already. Only `html` makes it. */
export class Markup {
  /** For `html`. */
  constructor(readonly text: string) {}
}

/** What may stand in `html`: a text or number, which is escaped, or HTML, or a list of these. */
export type Content = string | number | Markup | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * HTML in which every value is text, in an element or in a quoted attribute: it opens no element, ends no attribute,
 * and what is unprintable in it is written out.
 */
export function html(fixed: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(fixed.reduce((page, part, i) => `${page}${escaped(values[i - 1] ?? '')}${part}`));
}

function escaped(value: Content): string {
  if (value instanceof Markup) return value.text;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escapeUnprintable(value).replace(/[&<>"']/g, (each) => ENTITIES[each] ?? '');
  return value.map(escaped).join('');
}
