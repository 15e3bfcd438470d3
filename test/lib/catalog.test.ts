import 'aws-cdk-lib/testhelpers/jest-autoclean';
import * as z from 'zod/mini';
import { LAKE_TABLES } from '../../lambda/lake/tables';
import { OWN_DAYS } from '../../lambda/names';
import { LONGEST_LOOKBACK_DAYS } from '../../lib/source-config';
import { savedQueries } from '../../queries/saved-queries';
import { ofType, propertiesAt, type SynthesisedStack, synthesise } from './synthesised-stack';

const stack = synthesise();
const tableSchema = z.object({
  Name: z.string(),
  PartitionKeys: z.array(z.unknown()),
  Parameters: z.record(z.string(), z.string()),
  StorageDescriptor: z.object({
    Location: z.string(),
    Columns: z.array(z.object({ Name: z.string(), Type: z.string(), Comment: z.string() })),
  }),
});
const tables = ofType(stack, 'AWS::Glue::Table').map(([, { Properties }]) => tableSchema.parse(Properties.TableInput));

function lakeRules(of: SynthesisedStack) {
  const { LifecycleConfiguration } = propertiesAt(of, 'Lake/Bucket');
  return z.object({ Rules: z.array(z.unknown()) }).parse(LifecycleConfiguration).Rules;
}

describe('Catalog', () => {
  it('has a table for each of the lake, in a database that is named after the stack', () => {
    expect(tables.map(({ Name }) => Name)).toEqual(LAKE_TABLES.map(({ name }) => name));
    expect(propertiesAt(stack, 'Search/Database').DatabaseInput).toMatchObject({ Name: 'keepwatch' });
    expect(propertiesAt(synthesise({ stackName: 'Acme-Logs' }), 'Search/Database').DatabaseInput).toMatchObject({
      Name: 'acme_logs',
    });
  });

  it.each(tables)('finds the days of $Name without a crawler, and reads no other prefix', (table) => {
    const place = `s3://<Lake/Bucket>/events/${table.Name}/`;
    expect(table.PartitionKeys).toEqual([{ Name: 'date', Type: 'string', Comment: expect.any(String) }]);
    expect(table.StorageDescriptor.Location).toBe(place);
    expect(table.Parameters).toMatchObject({
      'projection.enabled': 'true',
      'projection.date.type': 'date',
      'projection.date.format': 'yyyy-MM-dd',
      // Five years, the year before a capture whose events have their own day, and days until S3 removes an object.
      'projection.date.range': 'NOW-2196DAYS,NOW+1DAYS',
      'storage.location.template': `${place}date=\${date}/`,
    });
  });

  it('projects the days of everything that a first sync can bring', () => {
    expect(OWN_DAYS.before).toBeGreaterThan(LONGEST_LOOKBACK_DAYS);
  });

  it.each(ofType(stack, 'AWS::Glue::Table'))(
    '%s reads JSON lines with the SerDe that knows nested types',
    (_, table) => {
      expect(table.Properties.TableInput).toMatchObject({
        TableType: 'EXTERNAL_TABLE',
        Parameters: {
          classification: 'json',
          'projection.date.interval': '1',
          'projection.date.interval.unit': 'DAYS',
        },
        StorageDescriptor: {
          InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
          OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
          SerdeInfo: { SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe' },
        },
      });
    },
  );

  it.each(tables)('writes the columns of $Name as Glue takes them', ({ StorageDescriptor: { Columns } }) => {
    const names = Columns.map(({ Name }) => Name);
    expect(new Set(names).size).toBe(names.length);
    for (const { Name, Type, Comment } of Columns) {
      expect(Name).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(Type).toMatch(/^(string|boolean|smallint|int|bigint|double|timestamp|(array|struct)<[a-z0-9_:<>,]+>)$/);
      expect(Comment.length).toBeLessThanOrEqual(255);
    }
  });

  it('keeps what is nested: texts of JSON as texts, lists and objects as such', () => {
    const typeOf = (table: string, column: string) =>
      tables.find(({ Name }) => Name === table)?.StorageDescriptor.Columns.find(({ Name }) => Name === column)?.Type;
    expect(typeOf('atlassian_audit', 'attributes')).toContain(
      'context:array<struct<id:string,type:string,attributes:string,links:struct<self:string,alt:string>>>',
    );
    expect(typeOf('panther_audit', 'actionparams')).toBe('string');
    expect(typeOf('alerts', 'p_event_time')).toBe('timestamp');
    expect(typeOf('alerts', 'p_any_emails')).toBe('array<string>');
  });

  it('limits what a query reads, and keeps its results encrypted, in this account, for a month', () => {
    expect(propertiesAt(stack, 'Search/Workgroup')).toMatchObject({
      Name: 'keepwatch',
      WorkGroupConfiguration: {
        EnforceWorkGroupConfiguration: true,
        BytesScannedCutoffPerQuery: 100_000_000_000,
        ResultConfiguration: {
          OutputLocation: 's3://<Lake/Bucket>/query-results/',
          EncryptionConfiguration: { EncryptionOption: 'SSE_S3' },
          ExpectedBucketOwner: expect.anything(),
        },
      },
    });
    expect(lakeRules(stack)).toContainEqual({
      Id: 'remove-query-results',
      Status: 'Enabled',
      Prefix: 'query-results/',
      ExpirationInDays: 30,
    });
  });

  it('has every saved query at hand in the console, as it can be run there', () => {
    const queries = ofType(stack, 'AWS::Athena::NamedQuery').map(([, { Properties }]) => Properties);
    expect(queries.map(({ Name }) => Name)).toEqual(savedQueries().map(({ title }) => title));
    for (const query of queries) {
      expect(query).toMatchObject({ Database: '<Search/Database>', WorkGroup: '<Search/Workgroup>' });
      expect(query.QueryString).not.toContain('p_occurs');
    }
    expect(queries.find(({ Name }) => Name === 'Everything from an address')?.QueryString).toMatch(
      /^-- What was done from one IP address.*\n-- '203\.0\.113\.7': an IP address\n-- '7 days': how far back\nSELECT[\s\S]*date >= date_format\(localtimestamp - INTERVAL '7' DAY, '%Y-%m-%d'\)[\s\S]*ip = '203\.0\.113\.7'/,
    );
  });

  it('takes its limits from the configuration', () => {
    const search = { scanLimitGigabytes: 5, resultDays: 1 };
    const changed = synthesise({ keepwatch: { search, archive: { retentionDays: 400 } } });
    expect(propertiesAt(changed, 'Search/Workgroup').WorkGroupConfiguration).toMatchObject({
      BytesScannedCutoffPerQuery: 5e9,
    });
    expect(JSON.stringify(changed.resources)).toContain('NOW-769DAYS,NOW+1DAYS');
  });

  it('is not there when it is switched off, and leaves nothing behind', () => {
    const off = synthesise({ keepwatch: { search: { enabled: false } } });
    expect(Object.keys(off.resources).filter((place) => place.startsWith('Search'))).toEqual([]);
    expect(lakeRules(off)).toHaveLength(1);
  });
});
