import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { DirectoryObjectStore } from '../../cli/place/directory/directory-object-store';
import { openDirectoryLake } from '../../cli/place/directory/duckdb-engine';
import { type QueryEngine, QueryError, type QueryValue } from '../../cli/place/query-engine';
import { SettingError } from '../../lambda/errors';
import { expandOccurs } from '../../queries/occurs-macros';
import { filled, savedQueries, savedQuery } from '../../queries/saved-queries';
import { WatchedSource } from '../lambda/alerts/watched-source';
import { fuzz } from './fuzz';
import { hostileText, NASTY_TEXTS } from './hostile-json';
import { expectOneLine, filesBelow } from './searched-lake';

const NOW = Date.parse('2026-11-25T12:00:00Z');
// Stands in the files that no query may read.
const SECRET = 'k-9c1e5ab07d';
// Longer answers are looked at no further.
const MOST_ROWS = 200;
const VIEWS = [['alerts'], ['atlassian_audit'], ['classification_failures'], ['panther_audit']];

// What ends a literal, a comment or a statement, and what could begin another.
const INJECTIONS = [
  ...["'", "''", "\\'", '"', '$$', '$x$', ';', '--', '/*', '*/', '\n', ')', '(', '%', '_', ':ip', ':since', '?', '$1'],
  ...["' OR 1 = 1 --", "'; DROP VIEW alerts; --", "') UNION SELECT 1, 2, 3, 4, 5 --", "p_occurs_since('1 day')"],
  ...["1 day') OR (1 = 1", "1 day', alerts", "7 days'", 'x'.repeat(100_000)],
];
const IPS = [...NASTY_TEXTS, ...INJECTIONS].filter((text) => !/[\ud800-\udfff]/.test(text) && text !== '');

let outside: string;
let engine: QueryEngine;
let before: Readonly<Record<string, string>>;
beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), 'keepwatch-hostile-'));
  const lake = new DirectoryObjectStore(join(outside, 'lake'));
  const source = new WatchedSource([]);
  source.capture(IPS.map((ip, at) => ({ at, ip, message: ip, target: `${ip}@example.com` })));
  await source.process([1], { lake });
  await lake.put('state/secret.json', Buffer.from(`{"secret":"${SECRET}"}`));
  for (const name of ['secret.csv', 'secret.json', 'secret.txt']) await writeFile(join(outside, name), SECRET);
  await mkdir(join(outside, 'lake-2'));
  await writeFile(join(outside, 'lake-2', 'secret.csv'), SECRET);
  before = await filesBelow(outside);
  engine = await openDirectoryLake(join(outside, 'lake'));
});
afterAll(async () => {
  engine.close();
  await rm(outside, { recursive: true });
});

/** Asks as the command does; an error is one printable line, short enough for a terminal. */
async function outcome(statement: () => string): Promise<readonly (readonly QueryValue[])[] | Error> {
  const found: (readonly QueryValue[])[] = [];
  try {
    for await (const row of (await engine.query(expandOccurs(statement(), NOW))).rows) {
      found.push(row);
      if (found.length === MOST_ROWS) break;
    }
    return found;
  } catch (error) {
    if (!(error instanceof QueryError || error instanceof SettingError)) throw error;
    expectOneLine(error);
    expect(error.message).not.toContain(SECRET);
    return error;
  }
}

async function expectUntouched(): Promise<void> {
  expect(await outcome(() => 'SHOW TABLES')).toEqual(VIEWS);
  expect(await outcome(() => 'SELECT count(*) FROM atlassian_audit')).toEqual([[IPS.length]]);
  expect(await filesBelow(outside)).toEqual(before);
}

describe('any text as the parameter of a saved query', () => {
  const value = fc.oneof(
    fc.constantFrom(...IPS, '7 days', '2026-11-01', '999999 weeks', '9999-12-31', '0001-01-01'),
    hostileText,
    fc.array(fc.oneof(fc.constantFrom(...INJECTIONS), hostileText), { maxLength: 4 }).map((parts) => parts.join('')),
  );
  const asked = fc
    .constantFrom(...savedQueries())
    .chain((query) =>
      fc.tuple(
        fc.constant(query),
        fc.record(
          Object.fromEntries(
            query.parameters.map((each) => [each.name, fc.oneof(fc.constant(each.value), value)] as const),
          ),
        ),
      ),
    );

  fuzz('the query is answered or refused in one line, and nothing changes', 150, asked, async ([query, values]) => {
    await outcome(() => filled(query, values));

    await expectUntouched();
  });

  it.each(IPS.filter((text) => !text.includes('\u0000')))('the text is compared and never executed: %j', async (ip) => {
    const found = await outcome(() => filled(savedQuery('by-ip'), { ip, since: '7 days' }));

    // The driver takes a mark of byte order off the beginning of a text.
    expect(found).toEqual([expect.arrayContaining([ip.replace(/^\ufeff/, '')])]);
  });
});

describe('any SQL', () => {
  const path = fc.constantFrom(
    'secret.csv',
    'secret.json',
    'secret.txt',
    'lake-2/secret.csv',
    'lake/state/secret.json',
  );
  const target = fc.oneof(
    path.map((name) => `'${join(outside, name)}'`),
    path.map((name) => `'${outside}/lake/events/../../${name}'`),
    path.map((name) => `'${outside}/lake/events//../..///${name}'`),
    path.map((name) => `'file://${outside}/${name}'`),
    fc.constantFrom(
      ...["'/etc/passwd'", "'/etc/*'", "'**/*.csv'", "'~/.ssh/*'", "'/proc/self/environ'", "'/dev/stdin'"],
      ...[
        "'https://example.com/x.csv'",
        "'s3://x/y'",
        "'\\\\host\\share'",
        "'keepwatch-hostile.csv'",
        "['/etc/passwd']",
      ],
      ...["'x.db'", "':memory:'", "''", "'data:text/csv,1'", "'/etc/passwd' || ''"],
    ),
  );
  const reader = fc.constantFrom(
    ...['read_csv', 'read_text', 'read_blob', 'read_json', 'read_json_objects', 'read_ndjson_auto', 'read_parquet'],
    ...['glob', 'sniff_csv', 'parquet_metadata', 'read_duckdb', 'query', 'query_table', 'which_secret', 'getenv'],
  );
  const attack = fc.oneof(
    fc.tuple(reader, target).map(([name, file]) => `SELECT * FROM ${name}(${file})`),
    fc.tuple(reader, target).map(([name, file]) => `SELECT ${name}(${file})`),
    target.map((file) => `FROM ${file}`),
    target.map((file) => `COPY (SELECT 1) TO ${file}`),
    target.map((file) => `COPY atlassian_audit FROM ${file}`),
    target.map((file) => `ATTACH ${file} AS other`),
    target.map((file) => `EXPORT DATABASE ${file}`),
    target.map((file) => `IMPORT DATABASE ${file}`),
    target.map((file) => `LOAD ${file}`),
    target.map((file) => `EXPLAIN ANALYZE COPY (SELECT 1) TO ${file}`),
    target.map((file) => `SET allowed_directories = [${file}]`),
    fc.constantFrom(
      ...['SET enable_external_access = true', 'RESET lock_configuration', 'PRAGMA enable_profiling', 'INSTALL httpfs'],
      ...["SET temp_directory = '.'", "PRAGMA profiling_output = 'keepwatch-hostile.csv'", 'CHECKPOINT', 'VACUUM'],
      ...['DROP VIEW alerts', 'CREATE TABLE t (a INT)', 'CREATE OR REPLACE VIEW alerts AS SELECT 1', 'BEGIN', 'COMMIT'],
      ...['DELETE FROM alerts', 'UPDATE alerts SET title = 1', 'ALTER VIEW alerts RENAME TO x', 'DETACH memory'],
      ...[
        "CREATE SECRET (TYPE s3, KEY_ID 'x')",
        'CREATE MACRO cardinality(x) AS 1',
        'PREPARE x AS SELECT 1',
        'CALL y()',
      ],
      ...['SELECT * FROM duckdb_settings()', 'SELECT * FROM duckdb_secrets()', 'SELECT * FROM test_all_types()'],
      ...['SELECT * FROM atlassian_audit', 'SELECT * FROM classification_failures', 'DESCRIBE alerts', 'VALUES (1)'],
      ...["SELECT error(chr(27) || '[2J' || chr(10))", "SELECT error(repeat('x', 100000))", 'SELECT 1'],
    ),
  );
  const levels = fc.constantFrom(10, 1_000, 20_000);
  const deep = fc
    .tuple(
      levels,
      fc.constantFrom(['(', '1', ')'], ['[', '1', ']'], ['SELECT * FROM (', 'SELECT 1', ')'], ['- ', '1', '']),
    )
    .map(([n, [open = '', inner = '', close = '']]) => `SELECT ${open.repeat(n)}${inner}${close.repeat(n)}`);
  const piece = fc.oneof(
    { weight: 3, arbitrary: attack },
    { weight: 1, arbitrary: deep },
    fc.constantFrom(
      ...["'", '"', '$$', '$x$', ';', '--', '/*', '*/', '\u0000', '\\', '(', ')', ',', '?', '$1', ':a', '\n', '{', '['],
      ...["p_occurs_since('1 day')", "p_occurs_since('1 day", 'p_occurs_between(', "p_occurs_after(')", 'p_occurs_x()'],
      ...['SELECT', ' FROM ', 'WITH x AS (', ' WHERE ', ' UNION ALL ', ' LIMIT 1', 'EXPLAIN ', 'alerts', "U&'\\0027'"],
    ),
    hostileText,
  );
  const sql = fc.oneof(
    attack,
    fc
      .array(piece, { minLength: 1, maxLength: 5 })
      .chain((parts) => fc.constantFrom('', ' ', ';', '\n').map((between) => parts.join(between))),
  );

  fuzz('the query is answered or refused in one line; no other file is read or written', 300, sql, async (text) => {
    const found = await outcome(() => text);

    expect(JSON.stringify(found)).not.toMatch(new RegExp(`${SECRET}|root:x:|PATH=`));
    await expectUntouched();
    for (const name of ['keepwatch-hostile.csv', 'x.db']) expect(existsSync(name)).toBe(false);
  });
});
