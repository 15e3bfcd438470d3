import { resolve } from 'node:path';
import {
  type DuckDBConnection,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBIntervalValue,
  type DuckDBResult,
  type DuckDBValueConverter,
  type Json,
  JsonDuckDBValueConverter,
  StatementType,
} from '@duckdb/node-api';
import { LAKE_TABLES, type Table } from '../../../lambda/lake/tables';
import { PREFIX } from '../../../lambda/names';
import { literal } from '../../../queries/sql-text';
import { terminalText } from '../../terminal/terminal-text';
import { exactNumber, type QueryAnswer, type QueryEngine, QueryError } from '../query-engine';
import { queryFailure } from '../query-failure';
import { ATHENA_FUNCTIONS } from './athena-functions';
import { DirectoryObjectStore } from './directory-object-store';
import { duckdbColumn } from './duckdb-column';

/**
 * SQL over a lake in a directory, with DuckDB in this process: the same tables and columns as in Athena. A query can only read
 * the lake's rows, and writes nothing. Throws `QueryError` when the lake cannot be opened.
 */
export async function openDirectoryLake(directory: string): Promise<QueryEngine> {
  const lake = new DirectoryObjectStore(directory);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    for (const definition of ATHENA_FUNCTIONS) await connection.run(definition);
    for (const table of LAKE_TABLES) await connection.run(viewOf(table, directory, await hasRows(lake, table)));
    for (const setting of readOnly(directory)) await connection.run(setting);
  } catch (error) {
    throw queryFailure(error);
  }
  return new DuckDBEngine(directory, lake, connection, instance);
}

class DuckDBEngine implements QueryEngine {
  constructor(
    private readonly directory: string,
    private readonly lake: DirectoryObjectStore,
    private readonly connection: DuckDBConnection,
    private readonly instance: DuckDBInstance,
  ) {}

  async query(sql: string): Promise<QueryAnswer> {
    try {
      // The engine would run the part before it.
      if (sql.includes('\0')) throw new QueryError('A query must not contain a NUL character.');
      const statements = await this.connection.extractStatements(sql);
      if (statements.count !== 1) throw new QueryError(`Expected one statement, received ${statements.count}.`);
      const statement = await statements.prepare(0);
      if (statement.statementType !== StatementType.SELECT) {
        const kind = StatementType[statement.statementType] ?? 'this';
        throw new QueryError(`A query only reads: begin it with SELECT or WITH, not ${kind}.`);
      }
      const result = await statement.stream();
      return { columns: result.columnNames(), rows: this.#rowsOf(result) };
    } catch (error) {
      throw await this.#failure(error);
    }
  }

  // Node.js waits for the engine's threads at exit: they must be interrupted.
  async cancel(): Promise<void> {
    this.connection.interrupt();
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }

  async *#rowsOf(result: DuckDBResult) {
    try {
      for await (const rows of result.yieldConvertedRows(asJson)) yield* rows;
    } catch (error) {
      throw await this.#failure(error);
    }
  }

  // The engine does not always name the file that is not gzip.
  async #failure(error: unknown): Promise<unknown> {
    const failure = queryFailure(error);
    if (!(failure instanceof QueryError) || !/gzip stream/i.test(failure.message)) return failure;
    for await (const key of rowKeys(this.lake, PREFIX.events)) {
      if (await this.#isReadable(key)) continue;
      const advice = 'To fix it, run npx keepwatch verify and the replay that it names.';
      return new QueryError(`${terminalText(key, 200)} does not hold readable rows. ${advice}`, { cause: error });
    }
    return failure;
  }

  async #isReadable(key: string): Promise<boolean> {
    const file = literal(withoutPatterns(pathOf(this.directory, key)));
    const reading = this.connection.run(`SELECT count(*) FROM read_ndjson_objects(${file}, ${FORMAT})`);
    return reading.then(
      () => true,
      () => false,
    );
  }
}

const asJson: DuckDBValueConverter<Json> = (value, type, converter) => {
  if (typeof value === 'bigint' || value instanceof DuckDBDecimalValue) return exactNumber(String(value));
  if (value instanceof DuckDBIntervalValue) return String(value);
  return JsonDuckDBValueConverter(value, type, converter);
};

async function hasRows(lake: DirectoryObjectStore, { name }: Table): Promise<boolean> {
  for await (const _key of rowKeys(lake, `${PREFIX.events}${name}/date=`)) return true;
  return false;
}

async function* rowKeys(lake: DirectoryObjectStore, prefix: string): AsyncIterable<string> {
  for await (const key of lake.list(prefix)) if (key.endsWith('.json.gz')) yield key;
}

// A record has at most 32 MiB. As a JSON string within a row, escapes can double its size.
const LARGEST_ROW_BYTES = 64 * 1024 * 1024;
const FORMAT = `format = 'newline_delimited', compression = 'gzip', maximum_object_size = ${LARGEST_ROW_BYTES}`;
// The engine's own partitioning would turn folders above the lake into columns too (/backup/id=7). Only under the name
// `filename` does it skip files of other days.
const FILE = 'filename';
const DAY = `substr(parse_path(${FILE})[-2], ${'date='.length + 1})`;

// https://duckdb.org/docs/stable/data/json/loading_json
function viewOf(table: Table, directory: string, filled: boolean): string {
  const columns = table.columns.map(duckdbColumn);
  if (!filled) {
    const empty = [...columns, ['date', 'VARCHAR']].map(([name, type]) => `NULL::${type} AS ${name}`);
    return `CREATE VIEW ${table.name} AS SELECT ${empty.join(', ')} WHERE false`;
  }
  const files = literal(`${withoutPatterns(pathOf(directory, PREFIX.events))}/${table.name}/date=*/*.json.gz`);
  const types = columns.map(([name, type]) => `${name}: ${literal(type)}`).join(', ');
  const read = `read_json(${files}, ${FORMAT}, hive_partitioning = false, filename = true, columns = {${types}})`;
  return `CREATE VIEW ${table.name} AS SELECT * EXCLUDE (${FILE}), ${DAY} AS date FROM ${read}`;
}

function pathOf(directory: string, key: string): string {
  return resolve(directory, key).replaceAll('\\', '/');
}

// Nothing in the directory's own name is a pattern.
function withoutPatterns(path: string): string {
  return path.replace(/[*?[]/g, '[$&]');
}

// https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview
function readOnly(directory: string): readonly string[] {
  const rows = pathOf(directory, PREFIX.events);
  return [
    'SET autoinstall_known_extensions = false',
    'SET autoload_known_extensions = false',
    // The engine compares both the pattern of the views and the names of the files.
    `SET allowed_directories = [${[rows, withoutPatterns(rows)].map((path) => literal(`${path}/`)).join(', ')}]`,
    // Queries cannot spill to disk; one that exceeds memory fails.
    "SET temp_directory = ''",
    'SET enable_external_access = false',
    'SET lock_configuration = true',
  ];
}
