import { escapeUnprintable } from '../../lambda/schema/printable';

/** Text that is HTML already. Only `html` makes it. */
export class Markup {
  /** For `html`. */
  constructor(readonly text: string) {}
}

/** Values for `html`: text or numbers, which are escaped, HTML, or a list of these. */
export type Content = string | number | Markup | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * HTML with escaped values, for an element or a quoted attribute: a value cannot open an element or end an attribute.
 * Unprintable characters are written as escapes.
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
