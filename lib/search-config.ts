import * as z from 'zod/mini';
import { wholeNumber } from './configuration-fields';

/** Search of the lake with SQL in Athena. */
export interface SearchConfiguration {
  /** If false, the stack has no database, tables or workgroup. @default true */
  readonly enabled: boolean;
  /** Athena cancels a query that reads more gigabytes, 1 to 100000; it charges for what a query reads. @default 100 */
  readonly scanLimitGigabytes: number;
  /** Days after which query results are removed, 1 to 365. @default 30 */
  readonly resultDays: number;
}

const fields = {
  enabled: z._default(z.boolean('true or false'), true),
  scanLimitGigabytes: z._default(wholeNumber(1, 100_000, 'gigabytes'), 100),
  resultDays: z._default(wholeNumber(1, 365, 'days'), 30),
};

/** Names of the fields of `keepwatch.search`. */
export const SEARCH_FIELDS: readonly string[] = Object.keys(fields);

/** The field `keepwatch.search`. */
export const searchField = z.prefault(
  z.strictObject(fields, `an object with ${SEARCH_FIELDS.join(', ').replace(/, (?=\w+$)/, ' or ')}`),
  {},
);
