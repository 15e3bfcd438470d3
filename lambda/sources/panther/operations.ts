import { lakeTime } from '../../schema/timestamp';

/** The table of the data lake that holds Panther's own audit log. */
export const AUDIT_TABLE = 'panther_logs.public.panther_audit';

/** Starts a query of the data lake. Variables: sql. https://docs.panther.com/panther-developer-workflows/api/graphql/data-lake-queries */
export const START = 'mutation Start($sql: String!) { executeDataLakeQuery(input: { sql: $sql }) { id } }';

/** How far a query is, and one page of its results once it is done. Variables: id, cursor, pageSize. */
export const READ =
  'query Read($id: ID!, $cursor: String, $pageSize: Int) { dataLakeQuery(id: $id) { id status message results(input: { cursor: $cursor, pageSize: $pageSize }) { edges { node } pageInfo { hasNextPage endCursor } } } }';

/** Ends a query that nobody waits for any longer. Variables: id. */
export const CANCEL = 'mutation Cancel($id: ID!) { cancelDataLakeQuery(input: { id: $id }) { id } }';

/**
 * Everything that Panther processed from one time up to another (epoch milliseconds), in the order of processing. Only
 * times go into the text, and they are written here.
 */
export function auditSql(since: number, until: number): string {
  return `SELECT * FROM ${AUDIT_TABLE} WHERE p_parse_time >= '${lakeTime(since)}' AND p_parse_time < '${lakeTime(until)}' ORDER BY p_parse_time, p_row_id`;
}
