import { AthenaClient } from '@aws-sdk/client-athena';
import type { QueryValue } from '../../../../cli/place/query-engine';
import { AthenaEngine } from '../../../../cli/place/stack/athena-engine';
import { AthenaApi, type AthenaReply } from './athena-api';

const STARTED = { QueryExecutionId: 'q-1' };
const state = (State: string, more: object = {}): AthenaReply => ({
  QueryExecution: { QueryExecutionId: 'q-1', StatementType: 'DML', Status: { State }, ...more },
});
const failed = (StateChangeReason: string) => state('FAILED', { Status: { State: 'FAILED', StateChangeReason } });
const row = (...cells: (string | null)[]) => ({
  Data: cells.map((cell) => (cell === null ? {} : { VarCharValue: cell })),
});
const page = (rows: readonly object[], more: object = {}): AthenaReply => ({
  ResultSet: {
    Rows: rows,
    ResultSetMetadata: {
      ColumnInfo: [
        { Name: 'who', Type: 'varchar' },
        { Name: 'n', Type: 'bigint' },
        { Name: 'on', Type: 'boolean' },
        { Name: 'share', Type: 'double' },
      ],
    },
  },
  ...more,
});
const SUCCEEDED = state('SUCCEEDED', { Statistics: { DataScannedInBytes: 12_345 } });

let api: AthenaApi;
let slept: number[];
afterEach(() => api.stop());

async function engineOf(replies: Readonly<Record<string, readonly AthenaReply[]>>): Promise<AthenaEngine> {
  api = await AthenaApi.start({ StartQueryExecution: [STARTED], StopQueryExecution: [{}], ...replies });
  slept = [];
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = new AthenaClient({ region: 'eu-west-1', endpoint: api.endpoint, credentials, maxAttempts: 1 });
  const clock = { now: () => 0, sleep: async (ms: number) => void slept.push(ms) };
  return new AthenaEngine(client, 'Acme-Logs', clock);
}

async function ask(engine: AthenaEngine, sql = 'SELECT 1') {
  const { columns, rows, scannedBytes } = await engine.query(sql);
  const found: (readonly QueryValue[])[] = [];
  for await (const each of rows) found.push(each);
  return { columns, scannedBytes, rows: found };
}

describe('Athena', () => {
  it('is asked in the workgroup and the database of the stack, until it is done, page after page', async () => {
    const engine = await engineOf({
      GetQueryExecution: [state('QUEUED'), state('RUNNING'), SUCCEEDED],
      GetQueryResults: [
        page([row('who', 'n', 'on', 'share'), row('ada', '7', 'true', '0.1')], { NextToken: 'next' }),
        page([row('who', '9007199254740993', null, 'NaN')]),
      ],
    });

    const answer = await ask(engine, '-- a note\n( SELECT 1 )');

    expect(answer).toEqual({
      columns: ['who', 'n', 'on', 'share'],
      scannedBytes: 12_345,
      // Of the second page no row is the names; a number that is too long for one stays text.
      rows: [
        ['ada', 7, true, 0.1],
        ['who', '9007199254740993', null, 'NaN'],
      ],
    });
    expect(api.calls[0]).toMatchObject({
      operation: 'StartQueryExecution',
      parameters: {
        QueryString: '-- a note\n( SELECT 1 )',
        WorkGroup: 'acme-logs',
        QueryExecutionContext: { Database: 'acme_logs' },
      },
    });
    expect(api.calls.at(-1)?.parameters).toMatchObject({ QueryExecutionId: 'q-1', NextToken: 'next' });
    expect(slept).toEqual([250, 500]);
  });

  it('takes no row of SHOW or DESCRIBE for the names', async () => {
    const engine = await engineOf({
      GetQueryExecution: [state('SUCCEEDED', { StatementType: 'UTILITY' })],
      GetQueryResults: [page([row('alerts', null, null)])],
    });
    expect((await ask(engine, 'SHOW TABLES')).rows).toEqual([['alerts', null, null, null]]);
  });

  it.each([
    'INSERT INTO alerts SELECT 1',
    'CREATE TABLE t AS SELECT 1',
    "UNLOAD (SELECT 1) TO 's3://x/' WITH (format = 'JSON')",
    'DROP TABLE alerts',
    'EXPLAIN ANALYZE INSERT INTO t SELECT 1',
    '-- SELECT\nDROP TABLE alerts',
    '/* SELECT */ MSCK REPAIR TABLE alerts',
    'selection',
    `${'/**/'.repeat(5_000)}DROP TABLE alerts`,
    '',
  ])('is not asked what could write: %s', async (sql) => {
    const engine = await engineOf({});
    await expect(engine.query(sql)).rejects.toThrow('A query only reads: begin it with SELECT or WITH.');
    expect(api.calls).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, readonly AthenaReply[]>>, RegExp]>([
    [
      'a mistyped column',
      { GetQueryExecution: [failed("COLUMN_NOT_FOUND: line 1:8: Column 'titel' cannot be resolved or requester…")] },
      /^COLUMN_NOT_FOUND: .* Did you mean title\?$/,
    ],
    [
      'a mistyped table',
      {
        GetQueryExecution: [
          failed("TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.keepwatch.alrts' does not exist"),
        ],
      },
      /Did you mean alerts\?$/,
    ],
    [
      'a syntax error',
      { StartQueryExecution: [{ error: 'InvalidRequestException', message: "line 1:1: mismatched input 'x'" }] },
      /^line 1:1: mismatched input 'x'$/,
    ],
    [
      'a limit',
      {
        GetQueryExecution: [
          state('CANCELLED', { Status: { State: 'CANCELLED', StateChangeReason: 'Bytes scanned limit was exceeded' } }),
        ],
      },
      /^Bytes scanned limit was exceeded$/,
    ],
    [
      'a workgroup that is not there',
      { StartQueryExecution: [{ error: 'InvalidRequestException', message: 'WorkGroup acme-logs is not found.' }] },
      /^Athena did not run the query on the stack Acme-Logs: InvalidRequestException: WorkGroup acme-logs is not found\. The stack must have search enabled/,
    ],
    [
      'permissions of Lake Formation that are missing, when the query starts',
      {
        StartQueryExecution: [
          {
            error: 'AccessDeniedException',
            message: 'Insufficient Lake Formation permission(s): Required Describe on keepwatch',
          },
        ],
      },
      /: Required Describe on keepwatch\. An administrator of Lake Formation has to grant it: docs\/search\.md#with-lake-formation/,
    ],
    [
      'permissions of Lake Formation that are missing, when it runs',
      {
        GetQueryExecution: [
          failed(
            `Insufficient Lake Formation permission(s): Required Select on alerts (Service: AmazonDataCatalog; Status Code: 400; Request ID: ${'0'.repeat(400)})`,
          ),
        ],
      },
      /^Insufficient Lake Formation permission\(s\): Required Select on alerts\. An administrator .* lists the commands\.$/,
    ],
    [
      'columns that Lake Formation hides',
      {
        GetQueryExecution: [failed('COLUMN_NOT_FOUND: line 1:8: Relation contains no accessible columns')],
      },
      /no accessible columns\. An administrator of Lake Formation/,
    ],
    [
      'rights that are missing',
      { GetQueryExecution: [{ error: 'AccessDeniedException', message: 'not authorized\nto do it' }] },
      /^Athena did not run the query on the stack Acme-Logs: AccessDeniedException: not authorized\. The AWS credentials lack a right/,
    ],
  ])('says in one line what is wrong: %s', async (_name, replies, expected) => {
    const said = await (await engineOf(replies)).query('SELECT 1').then(
      () => 'none',
      (error: unknown) => (error instanceof Error ? error.message : ''),
    );
    expect(said).toMatch(expected);
    expect(said).not.toMatch(/\p{Cc}/u);
  });

  it('is asked ever more seldom, and at least every four seconds', async () => {
    const running = Array.from({ length: 8 }, () => state('RUNNING'));
    const engine = await engineOf({ GetQueryExecution: [...running, SUCCEEDED], GetQueryResults: [page([])] });
    await ask(engine);
    expect(slept).toEqual([250, 500, 1_000, 2_000, 4_000, 4_000, 4_000, 4_000]);
  });

  it('says of a page that fails what it says of a query', async () => {
    const engine = await engineOf({
      GetQueryExecution: [SUCCEEDED],
      GetQueryResults: [page([], { NextToken: 'next' }), { error: 'ExpiredTokenException', message: 'expired' }],
    });
    await expect(ask(engine)).rejects.toThrow(
      /^Athena did not run .* ExpiredTokenException: expired\. The AWS credentials have expired/,
    );
  });

  it('cancels a query that runs, and only that', async () => {
    const engine = await engineOf({
      GetQueryExecution: [state('RUNNING'), SUCCEEDED],
      GetQueryResults: [page([])],
    });
    await engine.cancel();
    const asked = engine.query('SELECT 1');
    // The first sleep comes once it runs.
    while (slept.length === 0) await new Promise(setImmediate);
    await engine.cancel();
    await asked;
    await engine.cancel();
    expect(api.calls.filter(({ operation }) => operation === 'StopQueryExecution')).toHaveLength(1);
  });
});
