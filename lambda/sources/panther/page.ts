import * as z from 'zod/mini';
import { isObject } from '../../schema/canonical-json';
import { parseExactly } from '../../schema/exact-json';
import { exactText } from '../../schema/exact-text';
import { parseUtc } from '../../schema/timestamp';

// The cursor is stored in a capture's header, whose size is limited.
const LONGEST_CURSOR = 8 * 1024;
const MOST_RECORDS = 10_000;

const resultsSchema = z.object({
  edges: z.array(z.object({ node: z.unknown() })).check(z.maxLength(MOST_RECORDS)),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.nullish(z.string().check(z.maxLength(LONGEST_CURSOR))) }),
});

const querySchema = z.object({
  status: z.string(),
  message: z.nullish(z.string()),
  results: z.nullish(resultsSchema),
});

const capturedSchema = z.object({ data: z.object({ dataLakeQuery: z.object({ results: resultsSchema }) }) });

/** The state of a query, as `dataLakeQuery` returns it. */
export type QueryState = z.infer<typeof querySchema>;

/** Reads `dataLakeQuery` of a response; undefined when Panther does not know the query. Throws when it is malformed. */
export function readQueryState(data: unknown): QueryState | undefined {
  const { dataLakeQuery } = z.object({ dataLakeQuery: z.nullable(querySchema) }).parse(data);
  return dataLakeQuery ?? undefined;
}

/** When Panther processed a row, in epoch milliseconds: queries sort by it. */
export function processingTime(row: unknown): number | undefined {
  const [, time] = (isObject(row) && Object.entries(row).find(([name]) => /^p_parse_time$/i.test(name))) || [];
  // Snowflake writes a zone in several ways; times of this column are in UTC.
  return typeof time === 'string' ? parseUtc(time.replace(/ (UTC|Z|\+00:?00)$/, '')) : undefined;
}

/** The rows of a captured body, exactly. Throws when it is not the documented answer. */
export function readPantherRows(body: Uint8Array): readonly unknown[] {
  return capturedSchema.parse(parseExactly(exactText(body))).data.dataLakeQuery.results.edges.map(({ node }) => node);
}
