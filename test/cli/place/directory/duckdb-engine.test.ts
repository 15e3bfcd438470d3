import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryObjectStore } from '../../../../cli/place/directory/directory-object-store';
import { openDirectoryLake } from '../../../../cli/place/directory/duckdb-engine';
import type { QueryEngine, QueryValue } from '../../../../cli/place/query-engine';
import { rowsKey } from '../../../../lambda/lake/layout';
import { expandOccurs } from '../../../../queries/occurs-macros';
import { detectionOf, WatchedSource } from '../../../lambda/alerts/watched-source';

let folder: string;
let engine: QueryEngine;
beforeAll(async () => {
  // A name in which a glob would find patterns, and SQL the end of a text.
  folder = join(await mkdtemp(join(tmpdir(), 'keepwatch-search-')), "it's [a] lake?");
  const source = new WatchedSource([detectionOf()]);
  source.capture([
    { at: 0, actor: 'ada' },
    { at: 10, actor: 'eve', message: 'a "message"\nof two lines' },
    { at: 24 * 60, actor: 'ada', action: 'user_logout' },
  ]);
  await source.process([1], { lake: new DirectoryObjectStore(folder) });
  engine = await openDirectoryLake(folder);
});
afterAll(async () => {
  engine.close();
  await rm(join(folder, '..'), { recursive: true });
});

async function ask(sql: string, asked = engine): Promise<readonly (readonly QueryValue[])[]> {
  const found: (readonly QueryValue[])[] = [];
  for await (const row of (await asked.query(sql)).rows) found.push(row);
  return found;
}

const failure = (sql: string) =>
  ask(sql).then(
    () => 'none',
    (error: unknown) => (error instanceof Error ? error.message : ''),
  );

describe('a lake in a directory', () => {
  it('answers from what the processor wrote, nested fields and partitions included', async () => {
    const rows = await ask(
      `SELECT date, attributes.actor.email, message.content, p_any_emails[1]
       FROM atlassian_audit WHERE attributes.action = 'user_login' ORDER BY p_event_time`,
    );
    expect(rows).toEqual([
      ['2026-11-22', 'ada@example.com', null, 'ada@example.com'],
      ['2026-11-22', 'eve@example.com', 'a "message"\nof two lines', 'eve@example.com'],
    ]);
  });

  it.each([
    ['times', "SELECT count(*) FROM atlassian_audit WHERE p_event_time >= TIMESTAMP '2026-11-22 00:05:00'", 2],
    ['partitions', "SELECT count(*) FROM atlassian_audit WHERE date = '2026-11-23'", 1],
    [
      'alerts',
      "SELECT count(*) FROM alerts WHERE detection_id = 'Test.Login' AND NOT muted AND cardinality(events) = 1",
      2,
    ],
    [
      'lists',
      "SELECT count(*) FROM atlassian_audit CROSS JOIN UNNEST(p_any_emails) AS t(email) WHERE email LIKE 'ada@%'",
      2,
    ],
    ['every word of SHOW', 'SELECT count(*) FROM (SHOW TABLES)', 4],
  ])('knows %s', async (_name, sql, count) => {
    expect(await ask(sql)).toEqual([[count]]);
  });

  it.each([
    ['9007199254740993::BIGINT', '9007199254740993'],
    ['-7::BIGINT', -7],
    ['-1.5', -1.5],
    ['12345678901234567.89', '12345678901234567.89'],
    ["TIMESTAMP '2026-11-02' - TIMESTAMP '2026-11-01'", '1 day'],
    ['[1.5, 2]', [1.5, 2]],
  ])('gives %s as what JSON has for it, and nothing rounded', async (sql, expected) => {
    expect(await ask(`SELECT ${sql}`)).toEqual([[expected]]);
  });

  it('has a table for what there is not yet, with its columns: an empty answer is no error', async () => {
    const example = "SELECT * FROM panther_audit WHERE actionName = 'DELETE_DETECTION' ORDER BY timestamp DESC LIMIT 1";
    const { columns } = await engine.query(example);
    expect(await ask(example)).toEqual([]);
    expect(columns).toEqual(expect.arrayContaining(['actionName', 'timestamp', 'p_row_id', 'date']));
    expect(await ask('SELECT error, payload FROM classification_failures')).toEqual([]);
  });

  it.each([
    ['{"a":{"b":"x"}}', '$.a.b', 'x'],
    ['{"a":{"b":7}}', '$.a.b', '7'],
    ['{"a":{"b":7}}', '$.a', null],
    ['{"a":[1]}', '$.a', null],
    ['{"a":null}', '$.a', null],
    ['{"a":1}', '$.b', null],
    ['no JSON', '$.a', null],
  ])('takes out of JSON what Athena does: %s at %s', async (json, path, expected) => {
    expect(await ask(`SELECT json_extract_scalar('${json}', '${path}')`)).toEqual([[expected]]);
  });

  it.each<[string, string, RegExp]>([
    [
      'a mistyped table',
      'SELECT * FROM atlasian_audit',
      /atlasian_audit does not exist! Did you mean atlassian_audit\?$/,
    ],
    [
      'a table of another kind',
      'SELECT * FROM events',
      /Available: atlassian_audit, panther_audit, classification_failures, alerts\.$/,
    ],
    [
      'a column of another table',
      'SELECT DEDUP FROM atlassian_audit',
      /"DEDUP" not found.* It is a column of alerts\. If the stack does not have it, the stack is older than this command: run npx cdk deploy\.$/,
    ],
    ['a mistyped column', 'SELECT detectionid FROM alerts', /"detectionid" not found.* Did you mean detection_id\?$/],
    ['a syntax error', 'SELEC 1', /^Parser Error: syntax error at or near "SELEC"$/],
    ['nothing', ' ', /^The query is empty\.$/],
    ['INSERT', 'INSERT INTO alerts VALUES (1)', / A query only reads\.$/],
    [
      'a macro in a join that names no table',
      'SELECT 1 FROM alerts JOIN atlassian_audit USING (p_row_id) WHERE p_event_time > now()',
      / Name the table in the macro: p_occurs_since\('1 day', alerts\)\.$/,
    ],
    ['what the engine would cut off', 'SELECT 1\u0000 WHERE false', /^A query must not contain a NUL character\.$/],
    ['two statements', 'SELECT 1; SELECT 2', /^Expected one statement, received 2\.$/],
    [
      'COPY',
      "COPY (SELECT 1) TO 'x.csv'",
      /^Permission Error: .*"x\.csv".* A query can only read the tables of the lake\.$/,
    ],
    ['CREATE', 'CREATE TABLE t (a INTEGER)', /not CREATE\.$/],
    ['ATTACH', "ATTACH 'x.db'", /not ATTACH\.$/],
    ['EXPLAIN', 'EXPLAIN SELECT 1', /not EXPLAIN\.$/],
    ['PRAGMA', 'CALL pragma_version()', /not CALL\.$/],
    ['EXPLAIN of what writes', "EXPLAIN ANALYZE COPY (SELECT 1) TO 'x.csv'", /^Permission Error/],
    ['a setting', 'SET threads = 1', /configuration has been locked|not SET/],
    ['another file', "SELECT * FROM read_text('/etc/hostname')", /Permission Error.*disabled by configuration/],
    ['a file beside the rows', `SELECT * FROM read_text('${'/tmp/x'}/../y')`, /Permission Error/],
    ['an address', "SELECT * FROM read_csv('https://example.com/a.csv')", /Permission Error|Missing Extension/],
    [
      'a conversion that fails while rows are read',
      'SELECT CAST(id AS INTEGER) FROM atlassian_audit',
      /Could not convert/,
    ],
  ])('refuses %s, in one line', async (_name, sql, expected) => {
    const said = await failure(sql);
    expect(said).toMatch(expected);
    expect(said).not.toMatch(/\p{Cc}/u);
  });

  it('writes nothing', async () => {
    await failure(`COPY (SELECT 1) TO '${folder.replaceAll("'", "''")}/events/x.csv'`);
    await failure(`EXPLAIN ANALYZE COPY (SELECT 1) TO '${folder.replaceAll("'", "''")}/events/x.csv'`);
    expect((await readdir(join(folder, 'events'))).sort()).toEqual(['alerts', 'atlassian_audit']);
  });

  it('ends a query that is told to, whatever it is busy with', async () => {
    let ended = false;
    const asked = failure('SELECT count(*) FROM range(1000000000000) a(x) WHERE x % 7 = 3').finally(() => {
      ended = true;
    });
    while (!ended) {
      await engine.cancel();
      await new Promise(setImmediate);
    }
    expect(await asked).toMatch(/interrupt/i);
    expect(await ask('SELECT 1 AS n')).toEqual([[1]]);
  });

  it('passes over what is no rows', async () => {
    const other = await mkdtemp(join(tmpdir(), 'keepwatch-search-'));
    const day = join(other, 'events', 'alerts', 'date=2026-11-22');
    await mkdir(day, { recursive: true });
    await writeFile(join(day, '.DS_Store'), 'x');
    const opened = await openDirectoryLake(other);
    expect(await ask('SELECT * FROM alerts', opened)).toEqual([]);
    opened.close();
    await rm(other, { recursive: true });
  });

  it('says which file cannot be read', async () => {
    const spoilt = await mkdtemp(join(tmpdir(), 'keepwatch-search-'));
    const day = join(spoilt, 'events', 'alerts', 'date=2026-11-22');
    await mkdir(day, { recursive: true });
    await writeFile(join(day, 'bad-000000000001.json.gz'), 'no gzip');
    const other = await openDirectoryLake(spoilt);
    await expect(ask('SELECT * FROM alerts', other)).rejects.toThrow(/gz/i);
    other.close();
    await rm(spoilt, { recursive: true });
  });

  it.each([
    ["p_occurs_since('1 day')", ['2026-11-21'], 3],
    ["p_occurs_between('2026-11-22', '2026-11-22 00:05:00')", ['2026-11-21', '2026-11-23'], 1],
  ])('opens no object of a day that %s leaves out', async (macro, otherDays, expected) => {
    const damaged = await mkdtemp(join(tmpdir(), 'keepwatch-search-'));
    await cp(folder, damaged, { recursive: true });
    for (const day of otherDays) {
      await new DirectoryObjectStore(damaged).put(rowsKey('atlassian_audit', day, 'bad', 1), Buffer.from('no gzip'));
    }
    const opened = await openDirectoryLake(damaged);
    const count = 'SELECT count(*) FROM atlassian_audit';
    const asked = expandOccurs(`${count} WHERE ${macro}`, Date.parse('2026-11-23T00:00:00Z'));
    expect(await ask(asked, opened)).toEqual([[expected]]);
    await expect(ask(count, opened)).rejects.toThrow(/gz/i);
    opened.close();
    await rm(damaged, { recursive: true });
  });
});
