import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryObjectStore } from '../../../cli/place/directory/directory-object-store';
import { savedQueries } from '../../../queries/saved-queries';
import { detectionOf, WatchedSource } from '../../lambda/alerts/watched-source';
import { startProgram } from '../../started-program';
import { keepwatch } from '../in-process';
import { AthenaApi } from '../place/stack/athena-api';

let folder: string;
const { columns } = process.stdout;
beforeAll(async () => {
  process.stdout.columns = 120;
  folder = await mkdtemp(join(tmpdir(), 'keepwatch-query-'));
  const source = new WatchedSource([detectionOf()]);
  source.capture([
    { at: 0, actor: 'ada' },
    { at: 60, actor: 'eve' },
  ]);
  await source.process([1], { lake: new DirectoryObjectStore(join(folder, 'lake')) });
});
afterAll(async () => {
  process.stdout.columns = columns;
  await rm(folder, { recursive: true });
});

const query = (...args: readonly string[]) => keepwatch('query', '--lake', folder, ...args);

describe('query', () => {
  it('prints a table', async () => {
    const { out, failure } = await query(
      "SELECT dedup, kind FROM alerts WHERE p_occurs_after('2026-11-22') ORDER BY 1",
    );
    expect(failure).toBeUndefined();
    expect(out).toBe('dedup  kind\nada    match\neve    match\n\n2 rows.\n');
  });

  it('takes the SQL from a file, and gives JSON and CSV', async () => {
    const file = join(folder, 'q.sql');
    await writeFile(file, 'SELECT count(*) AS n, min(dedup) AS first FROM alerts;\n');
    expect(JSON.parse((await query('--file', file, '--output', 'json')).out)).toEqual([{ n: 2, first: 'ada' }]);
    expect((await query('--file', file, '--output', 'csv')).out).toBe('n,first\n2,ada\n');
  });

  it('runs a saved query about something, and lists all', async () => {
    const { out } = await query(
      '--saved',
      'by-actor',
      '--param',
      'actor=eve',
      '--param',
      'since=520 weeks',
      '--output',
      'csv',
    );
    expect(out).toMatch(
      /^at,source,action,message,ip,country,p_row_id\n2026-11-22 01:00:00,atlassian-main,user_login,,,,[0-9a-f]{32}\n$/,
    );
    const list = (await query('--list')).out;
    for (const { name } of savedQueries()) expect(list).toContain(`\n${name} `);
  });

  it('lists them as JSON too', async () => {
    expect(JSON.parse((await query('--list', '--output', 'json')).out)).toEqual(savedQueries());
  });

  it('answers the example of a table that is empty', async () => {
    const example = "SELECT * FROM panther_audit WHERE actionName = 'DELETE_DETECTION' ORDER BY timestamp DESC LIMIT 1";
    expect(await query(example)).toMatchObject({ out: '0 rows.\n', failure: undefined });
  });

  it('answers from a lake that has no events yet', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'keepwatch-query-'));
    await new DirectoryObjectStore(join(empty, 'lake')).put('state/x.json', Buffer.from('{}'));
    const { out } = await keepwatch('query', '--lake', empty, 'SELECT * FROM atlassian_audit');
    await rm(empty, { recursive: true });
    expect(out).toBe('0 rows.\n');
  });

  it.each<[string, readonly string[], RegExp]>([
    [
      'neither SQL nor a file',
      [],
      /^Give exactly one of SQL, --file, --saved and --list\. Example: npx keepwatch query "SELECT/,
    ],
    ['both', ['SELECT 1', '--file', 'q.sql'], /^Give exactly one of SQL/],
    ['a file that is not there', ['--file', '/nowhere.sql'], /^--file: \/nowhere\.sql does not exist\.$/],
    [
      'a lake that is not there',
      ['--lake', '/nowhere', 'SELECT 1'],
      /^--lake: \/nowhere is not a directory that keepwatch start has filled\. To fill it, run npx keepwatch start/,
    ],
    ['two lakes', ['--stack', 'Keepwatch', 'SELECT 1'], /^--stack cannot be combined with --lake\./],
    [
      'a saved query that there is not',
      ['--saved', 'by-actr'],
      /^Unknown saved query by-actr\. Did you mean by-actor\?/,
    ],
    ['a saved query about nobody', ['--saved', 'by-actor'], /^by-actor needs --param actor=…/],
    ['a parameter that is none', ['--saved', 'by-ip', '--param', 'ip'], /^--param: ip is not allowed; use name=value/],
    [
      'a parameter that it has not',
      ['--saved', 'by-ip', '--param', 'a=b'],
      /^by-ip has no parameter a\. Available: ip, since\.$/,
    ],
    ['a parameter of nothing', ['SELECT 1', '--param', 'a=b'], /^--param: use it with --saved\.$/],
    [
      'an output that there is not',
      ['--output', 'xml', 'SELECT 1'],
      /^--output: xml is not allowed; use table, json or csv\./,
    ],
    ['a mistyped column', ['SELECT detection FROM alerts'], /Did you mean detection_id\?|Similar: /],
    ['what would write', ['DROP VIEW alerts'], /^A query only reads: begin it with SELECT or WITH, not DROP\.$/],
  ])('refuses %s', async (_name, args, expected) => {
    const { out, failure } = await query(...args);
    expect(out).toBe('');
    expect(failure).toMatch(expected);
    expect(failure).not.toMatch(/\p{Cc}/u);
  });

  it('teaches by examples', async () => {
    const { out } = await query('--help');
    expect(out).toMatch(/Tables:\n {2}atlassian_audit\n {2}panther_audit\n {2}classification_failures\n {2}alerts\n/);
    expect(out).toMatch(/Examples:\n {2}npx keepwatch query \\\n {4}"SELECT count/);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('is stopped by %s while it answers', async (signal, expected) => {
    const args = ['query', '--lake', folder, '--output', 'csv', 'SELECT * FROM range(100000000000)'];
    const { child, ended } = startProgram('bin/cli.ts', args);
    child.stdout?.once('data', () => child.kill(signal));
    const { code, err } = await ended;
    expect([code, err]).toEqual([expected, 'Stopped.\n']);
  });

  it.each([
    [0, 'Athena read 0 MB: about $0.00005.'],
    [250_000_000, 'Athena read 250 MB: about $0.00125.'],
    [3_000_000_000_000, 'Athena read 3,000,000 MB: about $15.00.'],
  ])('of a stack says what %d bytes cost, beside the answer', async (DataScannedInBytes, expected) => {
    const api = await AthenaApi.start({
      StartQueryExecution: [{ QueryExecutionId: 'q-1' }],
      GetQueryExecution: [
        {
          QueryExecution: {
            QueryExecutionId: 'q-1',
            StatementType: 'DML',
            Status: { State: 'SUCCEEDED' },
            Statistics: { DataScannedInBytes },
          },
        },
      ],
      GetQueryResults: [
        {
          ResultSet: {
            Rows: [{ Data: [{ VarCharValue: 'n' }] }, { Data: [{ VarCharValue: '7' }] }],
            ResultSetMetadata: { ColumnInfo: [{ Name: 'n', Type: 'bigint' }] },
          },
        },
      ],
    });
    const environment = {
      AWS_ENDPOINT_URL: api.endpoint,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
    };
    const args = [
      'query',
      '--stack',
      'Keepwatch',
      '--output',
      'json',
      "SELECT count(*) AS n FROM alerts WHERE p_occurs_since('1 d')",
    ];
    const { code, out, err } = await startProgram('bin/cli.ts', args, environment).ended;
    await api.stop();
    expect([code, out, err]).toEqual([0, '[\n{"n":7}\n]\n', `${expected}\n`]);
    expect(api.calls[0]?.parameters.QueryString).toMatch(/WHERE \(p_event_time >= TIMESTAMP '.*' AND date >= '.*'\)$/);
  });

  it('without a region says so, and where it is set', async () => {
    const environment = { AWS_REGION: undefined, AWS_CONFIG_FILE: '/dev/null', AWS_EC2_METADATA_DISABLED: 'true' };
    const { code, err } = await startProgram('bin/cli.ts', ['query', '--stack', 'Keepwatch', 'SELECT 1'], environment)
      .ended;
    expect(code).toBe(1);
    expect(err).toMatch(/^Failed: Athena did not run the query on the stack Keepwatch: [^\n]*AWS_REGION[^\n]*\n$/);
  });

  it('fails as a program, in one line', async () => {
    const { code, out, err } = await startProgram('bin/cli.ts', ['query', '--lake', folder, 'SELEC 1']).ended;
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^Failed: Parser Error: syntax error at or near "SELEC"\n$/);
  });
});
