import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod/mini';

const columns = z.array(z.object({ Name: z.string(), Type: z.string(), Comment: z.optional(z.string()) }));
// The lake's bucket is the only reference in a table.
const text = z.union([z.string(), z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) })]);
const tableSchema = z.object({
  Name: z.string(),
  TableType: z.string(),
  PartitionKeys: columns,
  Parameters: z.record(z.string(), text),
  StorageDescriptor: z.object({
    Columns: columns,
    Location: text,
    InputFormat: z.string(),
    OutputFormat: z.string(),
    SerdeInfo: z.object({
      SerializationLibrary: z.string(),
      Parameters: z.optional(z.record(z.string(), z.string())),
    }),
  }),
});
type GlueTable = z.infer<typeof tableSchema>;

/**
 * Writes the tables of a template into Trino's file metastore, once for each bucket, as a schema of the bucket's name. Columns,
 * SerDe and `projection.*` parameters are the template's own. https://trino.io/docs/435/connector/hive.html#partition-projection
 */
export function writeMetastore(
  directory: string,
  template: Template,
  { version, buckets }: { readonly version: string; readonly buckets: readonly string[] },
): void {
  const tables = Object.values(template.findResources('AWS::Glue::Table')).map(({ Properties }) =>
    tableSchema.parse(Properties.TableInput),
  );
  for (const bucket of buckets) {
    const write = (path: string, value: object) => {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), JSON.stringify(value));
    };
    const owner = { ownerName: 'referee', ownerType: 'USER' };
    write(`.${bucket}.trinoSchema`, { writerVersion: version, ...owner, parameters: {} });
    for (const table of tables) write(`${bucket}/${table.Name}/.trinoSchema`, metadataOf(table, bucket, version));
  }
}

function metadataOf(table: GlueTable, bucket: string, version: string): object {
  const { Columns, Location, InputFormat, OutputFormat, SerdeInfo } = table.StorageDescriptor;
  return {
    writerVersion: version,
    owner: 'referee',
    tableType: table.TableType,
    dataColumns: Columns.map(metadataColumn),
    partitionColumns: table.PartitionKeys.map(metadataColumn),
    parameters: Object.fromEntries(
      Object.entries(table.Parameters).map(([name, value]) => [name, resolved(value, bucket)]),
    ),
    originalStorageFormat: {
      serde: SerdeInfo.SerializationLibrary,
      inputFormat: InputFormat,
      outputFormat: OutputFormat,
    },
    serdeParameters: SerdeInfo.Parameters ?? {},
    externalLocation: resolved(Location, bucket),
    columnStatistics: {},
  };
}

function metadataColumn({ Name, Type, Comment }: z.infer<typeof columns>[number]): object {
  return { name: Name, type: Type, comment: Comment, properties: {} };
}

function resolved(value: z.infer<typeof text>, bucket: string): string {
  if (typeof value === 'string') return value;
  return value['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : bucket)).join('');
}
