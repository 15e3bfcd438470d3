import { lakeTime } from '../../schema/timestamp';

/** The table of the data lake that holds Panther's own audit log. */
export const AUDIT_TABLE = 'panther_logs.public.panther_audit';

/** Starts a query of the data lake. Variables: sql. https://docs.panther.com/panther-developer-workflows/api/graphql/data-lake-queries */
export const START = 'mutation Start($sql: String!) { executeDataLakeQuery(input: { sql: $sql }) { id } }';

/** Reads the state of a query, and one page of its results once it is done. Variables: id, cursor, pageSize. */
export const READ =
  'query Read($id: ID!, $cursor: String, $pageSize: Int) { dataLakeQuery(id: $id) { id status message results(input: { cursor: $cursor, pageSize: $pageSize }) { edges { node } pageInfo { hasNextPage endCursor } } } }';

/** Cancels a query. Variables: id. */
export const CANCEL = 'mutation Cancel($id: ID!) { cancelDataLakeQuery(input: { id: $id }) { id } }';

/**
 * Everything that Panther processed between two times (epoch milliseconds), in the order of processing. The text contains no
 * input but these times.
 */
export function auditSql(since: number, until: number): string {
  return `SELECT * FROM ${AUDIT_TABLE} WHERE p_parse_time >= '${lakeTime(since)}' AND p_parse_time < '${lakeTime(until)}' ORDER BY p_parse_time, p_row_id`;
}
