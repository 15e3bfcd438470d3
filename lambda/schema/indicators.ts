import { isIP } from 'node:net';
import type { Indicator } from './language';

/** Columns that search every log type at once. */
export type IndicatorColumn =
  | 'p_any_ip_addresses'
  | 'p_any_domain_names'
  | 'p_any_emails'
  | 'p_any_usernames'
  | 'p_any_actor_ids'
  | 'p_any_trace_ids'
  | 'p_any_md5_hashes'
  | 'p_any_sha1_hashes'
  | 'p_any_sha256_hashes';

/** Collects the indicators of one record. */
export class IndicatorColumns {
  readonly #values = new Map<IndicatorColumn, Set<string>>();

  /** Adds a text to the column of its indicator. A text that does not fit the indicator is ignored. */
  add(indicator: Indicator, text: string): void {
    const [column, value] = place(indicator, text);
    if (column === undefined || value === '') return;
    const values = this.#values.get(column);
    if (values) values.add(value);
    else this.#values.set(column, new Set([value]));
  }

  /** Sorted, distinct values; a column without any is absent. */
  columns(): Partial<Record<IndicatorColumn, readonly string[]>> {
    const columns = [...this.#values].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(columns.map(([column, values]) => [column, [...values].sort()]));
  }
}

type Placed = readonly [column: IndicatorColumn, value: string] | readonly [column: undefined, value: ''];
const nowhere: Placed = [undefined, ''];

function place(indicator: Indicator, text: string): Placed {
  switch (indicator) {
    case 'ip':
      return isIP(text) ? ['p_any_ip_addresses', text] : nowhere;
    case 'email':
      return text.includes('@') ? ['p_any_emails', text] : nowhere;
    case 'username':
      return ['p_any_usernames', text];
    case 'url':
      return URL.canParse(text) ? placeHost(new URL(text).hostname) : nowhere;
    case 'hostname':
      return placeHost(text);
    case 'domain':
      return ['p_any_domain_names', text];
    case 'actor_id':
      return ['p_any_actor_ids', text];
    case 'trace_id':
      return ['p_any_trace_ids', text];
    case 'md5':
      return placeHash('p_any_md5_hashes', 32, text);
    case 'sha1':
      return placeHash('p_any_sha1_hashes', 40, text);
    case 'sha256':
      return placeHash('p_any_sha256_hashes', 64, text);
  }
}

function placeHost(host: string): Placed {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return isIP(bare) ? ['p_any_ip_addresses', bare] : ['p_any_domain_names', bare];
}

function placeHash(column: IndicatorColumn, digits: number, text: string): Placed {
  return text.length === digits && /^[0-9a-f]+$/i.test(text) ? [column, text.toLowerCase()] : nowhere;
}
