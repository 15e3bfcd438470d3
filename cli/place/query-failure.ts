import { types } from 'node:util';
import { LAKE_TABLES } from '../../lambda/lake/tables';
import { nearName } from '../../lambda/schema/near-name';
import { terminalText } from '../terminal/terminal-text';
import { LAKE_FORMATION, REFUSED_BY_LAKE_FORMATION } from './lake-formation';
import { QueryError } from './query-engine';

const LONGEST = 400;
// Leaves room for what to do.
const LONGEST_BEFORE_ADVICE = 250;
const TABLES = LAKE_TABLES.map(({ name }) => name);
const COLUMNS = LAKE_TABLES.flatMap(({ columns }) => columns.map(({ name }) => name));

/** An engine's error about a query in one line, with the names that were probably meant. */
export function queryFailure(error: unknown): unknown {
  // Not instanceof: the engine's errors are made outside of this program's own realm.
  if (!types.isNativeError(error) || error instanceof QueryError) return error;
  return refusal(error.message, error);
}

/** An engine's message about a query, as an error of one line. */
export function refusal(message: string, cause?: unknown): QueryError {
  const said = message.replace(/^Failed to extract statements: /, '');
  const [first = ''] = said === 'Error in native callback' ? ['The query is empty.'] : said.split('\n');
  if (REFUSED_BY_LAKE_FORMATION.test(first)) {
    const [refused = ''] = first.split(' (Service: ');
    const sentence = terminalText(refused, LONGEST_BEFORE_ADVICE).replace(/\.?$/, '.');
    return new QueryError(`${sentence} ${LAKE_FORMATION}`, { cause });
  }
  return new QueryError(terminalText(`${first}${meant(said)}`, LONGEST), { cause });
}

function meant(said: string): string {
  if (said.startsWith('Permission Error')) return '. A query can only read the tables of the lake.';
  if (/is not an table|Can only (delete|update)/.test(said)) return '. A query only reads.';
  if (said.includes('Ambiguous reference to column name "p_event_time"')) {
    return " Name the table in the macro: p_occurs_since('1 day', alerts).";
  }
  const [, table] = /Table (?:with name "?|'(?:\w+\.){0,2})([^\s"']+)["']? does not exist/.exec(said) ?? [];
  if (table !== undefined) return suggestion(table, TABLES) || ` Available: ${TABLES.join(', ')}.`;
  const [, column] = /(?:Referenced c|C)olumn ["']([^"']*)["'] (?:not found|cannot be resolved)/.exec(said) ?? [];
  if (column === undefined) return '';
  const having = LAKE_TABLES.filter(({ columns }) => columns.some(({ name }) => sameName(name, column)));
  if (having.length > 0) {
    const tables = having.map(({ name }) => name).join(', ');
    return ` It is a column of ${tables}. If the stack does not have it, the stack is older than this command: run npx cdk deploy.`;
  }
  const [, near = ''] = /Candidate bindings: (.*)/.exec(said) ?? [];
  return suggestion(column, COLUMNS) || (near === '' ? '' : ` Similar: ${near.replaceAll('"', '')}.`);
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function suggestion(name: string, names: readonly string[]): string {
  const near = nearName(name, names);
  return near === undefined ? '' : ` Did you mean ${near}?`;
}
