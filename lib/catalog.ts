import { Stack } from 'aws-cdk-lib';
import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { Construct } from 'constructs';
import { LAKE_TABLES, type Table } from '../lambda/lake/tables';
import { OWN_DAYS, PREFIX } from '../lambda/names';
import { expandOccurs } from '../queries/occurs-macros';
import { filled, type SavedQuery, savedQueries } from '../queries/saved-queries';
import { glueColumn } from './glue-column';
import type { StoreBucket } from './private-bucket';
import type { SearchConfiguration } from './search-config';
import { searchDatabase, searchWorkgroup } from './stack-names';

/** The bucket to search, and the limits of a query. */
export interface CatalogProps {
  readonly lake: StoreBucket;
  readonly search: SearchConfiguration;
  /** Days that the lake keeps an object. */
  readonly retentionDays: number;
}

// S3 removes an expired object at the next midnight, or later. https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html
const LATE_REMOVAL_DAYS = 3;
const GIGABYTE = 1_000_000_000;

/** SQL over the lake with Athena: a database, a table for each kind of row, a workgroup with limits, saved queries. */
export class Catalog extends Construct {
  /** Name of the Glue database. */
  readonly database: string;
  /** Name of the Athena workgroup. */
  readonly workgroup: string;

  constructor(scope: Construct, id: string, props: CatalogProps) {
    super(scope, id);
    const { lake, search, retentionDays } = props;
    const { account, stackName } = Stack.of(this);
    this.database = searchDatabase(stackName);
    this.workgroup = searchWorkgroup(stackName);

    const database = new CfnDatabase(this, 'Database', {
      catalogId: account,
      databaseInput: { name: this.database, description: 'Audit logs that Keepwatch keeps' },
    });
    for (const table of LAKE_TABLES) {
      new CfnTable(this, `Table-${table.name}`, {
        catalogId: account,
        databaseName: database.ref,
        tableInput: tableInput(table, lake, retentionDays),
      });
    }

    const workgroup = new CfnWorkGroup(this, 'Workgroup', {
      name: this.workgroup,
      description: 'Queries of the audit logs that Keepwatch keeps',
      // Deletes named queries and history as well. Without this, a workgroup that was used blocks deleting the stack.
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        bytesScannedCutoffPerQuery: search.scanLimitGigabytes * GIGABYTE,
        resultConfiguration: {
          outputLocation: lake.s3UrlForObject(PREFIX.queryResults),
          encryptionConfiguration: { encryptionOption: 'SSE_S3' },
          expectedBucketOwner: account,
        },
      },
    });

    for (const query of savedQueries()) {
      new CfnNamedQuery(this, `Query-${query.name}`, {
        name: query.title,
        description: query.purpose,
        database: database.ref,
        workGroup: workgroup.ref,
        queryString: consoleText(query),
      });
    }
  }
}

// The console has neither parameters nor macros: comments list the values to change, and macros are expanded.
function consoleText(query: SavedQuery): string {
  const { parameters, purpose } = query;
  const values = Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
  const changeable = parameters.map(({ value, description }) => `-- '${value}': ${description}`);
  return [`-- ${purpose}`, ...changeable, expandOccurs(filled(query, values)), ''].join('\n');
}

// Athena computes the partitions from this range of days, so nothing registers them and no crawler runs.
// https://docs.aws.amazon.com/athena/latest/ug/partition-projection-setting-up.html
function tableInput(
  { name, description, columns }: Table,
  lake: StoreBucket,
  retentionDays: number,
): CfnTable.TableInputProperty {
  const location = lake.s3UrlForObject(`${PREFIX.events}${name}/`);
  return {
    name,
    description,
    tableType: 'EXTERNAL_TABLE',
    partitionKeys: [
      { name: 'date', type: 'string', comment: 'YYYY-MM-DD: day of p_event_time; of p_parse_time for a distant event' },
    ],
    parameters: {
      EXTERNAL: 'TRUE',
      classification: 'json',
      'projection.enabled': 'true',
      'projection.date.type': 'date',
      'projection.date.format': 'yyyy-MM-dd',
      'projection.date.range': `NOW-${retentionDays + OWN_DAYS.before + LATE_REMOVAL_DAYS}DAYS,NOW+${OWN_DAYS.after}DAYS`,
      'projection.date.interval': '1',
      'projection.date.interval.unit': 'DAYS',
      'storage.location.template': `${location}date=\${date}/`,
    },
    storageDescriptor: {
      columns: columns.map(glueColumn),
      location,
      inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
      outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
      // https://docs.aws.amazon.com/athena/latest/ug/openx-json-serde.html
      serdeInfo: { serializationLibrary: 'org.openx.data.jsonserde.JsonSerDe' },
    },
  };
}
