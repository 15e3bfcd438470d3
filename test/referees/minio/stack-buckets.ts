import { readFileSync } from 'node:fs';
import { CreateBucketCommand, PutObjectLockConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { AWS_CLIENT } from '../../../lambda/platform/aws-clients';
import { type MinioServer, REGION, ROOT } from './minio-server';
import type { Buckets } from './other-services';

/** The default retention of a bucket with Object Lock. */
export type Retention = z.infer<typeof retentionSchema>;
const retentionSchema = z.object({ Mode: z.enum(['GOVERNANCE', 'COMPLIANCE']), Days: z.int() });
const templateSchema = z.object({ Resources: z.record(z.string(), z.unknown()) });
const lockedBucketSchema = z.object({
  Type: z.literal('AWS::S3::Bucket'),
  Properties: z.object({
    ObjectLockConfiguration: z.object({ Rule: z.object({ DefaultRetention: retentionSchema }) }),
  }),
});

/** The retention that the synthesised template gives its archive. */
export function retentionIn(templateFile: string): Retention {
  const { Resources } = templateSchema.parse(JSON.parse(readFileSync(templateFile, 'utf8')));
  const archives = Object.values(Resources).flatMap((resource) => lockedBucketSchema.safeParse(resource).data ?? []);
  const [archive] = archives;
  if (archive === undefined || archives.length > 1) {
    throw new Error(`${templateFile}: expected one bucket with Object Lock, found ${archives.length}`);
  }
  return archive.Properties.ObjectLockConfiguration.Rule.DefaultRetention;
}

/** A client of the server's root user. */
export function rootClient({ endpoint }: MinioServer): S3Client {
  return new S3Client({ ...AWS_CLIENT, endpoint, region: REGION, forcePathStyle: true, credentials: ROOT });
}

/** Creates an archive with Object Lock and this default retention, and a lake. */
export async function createBuckets(s3: S3Client, name: string, DefaultRetention: Retention): Promise<Buckets> {
  const buckets = { archive: `${name}-archive`, lake: `${name}-lake` };
  await s3.send(new CreateBucketCommand({ Bucket: buckets.archive, ObjectLockEnabledForBucket: true }));
  await s3.send(
    new PutObjectLockConfigurationCommand({
      Bucket: buckets.archive,
      ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } },
    }),
  );
  await s3.send(new CreateBucketCommand({ Bucket: buckets.lake }));
  return buckets;
}
