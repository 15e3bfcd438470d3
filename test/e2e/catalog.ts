import assert from 'node:assert/strict';
import {
  BatchGetNamedQueryCommand,
  type Column,
  GetWorkGroupCommand,
  ListDatabasesCommand,
  ListNamedQueriesCommand,
  ListTableMetadataCommand,
  ListWorkGroupsCommand,
  type TableMetadata,
} from '@aws-sdk/client-athena';
import { LAKE_TABLES } from '../../lambda/lake/tables';
import { PREFIX } from '../../lambda/names';
import { glueColumn } from '../../lib/glue-column';
import { searchDatabase, searchWorkgroup } from '../../lib/stack-names';
import { savedQueries } from '../../queries/saved-queries';
import type { AwsClients } from './aws-clients';
import { type Deployment, STACK } from './deployment';
import { ACCOUNT } from './emulator';
import { keysOf } from './stored-objects';

const DATABASE = searchDatabase(STACK);
const WORKGROUP = searchWorkgroup(STACK);
const GIGABYTE = 1_000_000_000;

/** Athena knows every table of the lake, by its columns, and nothing else. */
export async function athenaKnowsTables({ aws, lakeBucket }: Deployment): Promise<void> {
  const tables = await tablesOf(aws);

  assert.deepEqual(
    tables.map(({ Name, Columns }) => [Name, Columns]),
    LAKE_TABLES.map((table) => [table.name, table.columns.map(asAthenaHasIt)]).sort(),
  );
  for (const { Name, TableType, PartitionKeys = [], Parameters = {} } of tables) {
    assert.equal(TableType, 'EXTERNAL_TABLE');
    assert.deepEqual(
      PartitionKeys.map((key) => [key.Name, key.Type]),
      [['date', 'string']],
    );
    assert.equal(Parameters['projection.enabled'], 'true');
    assert.equal(Parameters['storage.location.template'], `s3://${lakeBucket}/events/${Name}/date=\${date}/`);
  }
}

/** Whoever asks in the workgroup is bound by its limit, and the results lie encrypted in the lake. */
export async function workgroupHasLimits({ aws, lakeBucket }: Deployment): Promise<void> {
  const { WorkGroup } = await aws.athena.send(new GetWorkGroupCommand({ WorkGroup: WORKGROUP }));

  assert.equal(WorkGroup?.State, 'ENABLED');
  assert.deepEqual(WorkGroup.Configuration, {
    EnforceWorkGroupConfiguration: true,
    BytesScannedCutoffPerQuery: 100 * GIGABYTE,
    ResultConfiguration: {
      OutputLocation: `s3://${lakeBucket}/${PREFIX.queryResults}`,
      EncryptionConfiguration: { EncryptionOption: 'SSE_S3' },
      ExpectedBucketOwner: ACCOUNT,
    },
  });
}

/** Every file of `queries` is a saved query of the workgroup, with nothing left in it that only the command knows. */
export async function consoleHasSavedQueries({ aws }: Deployment): Promise<void> {
  const NamedQueryIds = await savedQueryIds(aws);
  const { NamedQueries = [] } = await aws.athena.send(new BatchGetNamedQueryCommand({ NamedQueryIds }));

  assert.deepEqual(
    NamedQueries.map(({ Name, Description, Database, WorkGroup }) => [Name, Description, Database, WorkGroup]).sort(),
    savedQueries()
      .map(({ title, purpose }) => [title, purpose, DATABASE, WORKGROUP])
      .sort(),
  );
  for (const { QueryString = '' } of NamedQueries) assert.doesNotMatch(QueryString, /p_occurs_|[^:]:[a-z]/);
}

/** Each object of the lake's tables lies where the projection of its table looks for its day. */
export async function projectionFindsRows({ aws, lake, lakeBucket }: Deployment): Promise<void> {
  const templates = (await tablesOf(aws)).map(({ Parameters = {} }) => Parameters['storage.location.template']);
  for (const key of await keysOf(lake, PREFIX.events)) {
    const [, folder = '', day = ''] = /^(.*date=(\d{4}-\d\d-\d\d)\/)[^/]+$/.exec(key) ?? [];
    const isFound = templates.some((one) => one?.replace(`\${date}`, day) === `s3://${lakeBucket}/${folder}`);
    assert.ok(isFound, `${key} is in no partition`);
  }
}

/** Neither database, tables, workgroup nor saved queries are left. */
export async function searchIsGone({ aws }: Deployment): Promise<void> {
  const { DatabaseList = [] } = await aws.athena.send(new ListDatabasesCommand({ CatalogName: 'AwsDataCatalog' }));
  const { WorkGroups = [] } = await aws.athena.send(new ListWorkGroupsCommand({}));

  assert.ok(DatabaseList.every(({ Name }) => Name !== DATABASE));
  assert.ok(WorkGroups.every(({ Name }) => Name !== WORKGROUP));
  assert.deepEqual([await tablesOf(aws), await savedQueryIds(aws)], [[], []]);
}

async function tablesOf({ athena }: AwsClients): Promise<TableMetadata[]> {
  const where = { CatalogName: 'AwsDataCatalog', DatabaseName: DATABASE };
  const { TableMetadataList = [] } = await athena.send(new ListTableMetadataCommand(where));
  return TableMetadataList.sort((a, b) => ((a.Name ?? '') < (b.Name ?? '') ? -1 : 1));
}

async function savedQueryIds({ athena }: AwsClients): Promise<string[]> {
  const { NamedQueryIds = [] } = await athena.send(new ListNamedQueriesCommand({ WorkGroup: WORKGROUP }));
  return NamedQueryIds;
}

function asAthenaHasIt(column: Parameters<typeof glueColumn>[0]): Column {
  const { name, type, comment } = glueColumn(column);
  return { Name: name, Type: type, Comment: comment };
}
