import assert from 'node:assert/strict';
import {
  DeleteObjectCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectLockConfigurationCommand,
} from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { isObject } from '../../lambda/schema/canonical-json';
import { openAwsClients } from './aws-clients';
import type { Deployment } from './deployment';
import { keysOf } from './stored-objects';
import { propertiesOf, type Template } from './template';

const DAY_MS = 24 * 3_600_000;
const lockedBucket = z.object({
  ObjectLockConfiguration: z.object({
    ObjectLockEnabled: z.literal('Enabled'),
    Rule: z.object({ DefaultRetention: z.object({ Mode: z.literal('GOVERNANCE'), Days: z.int() }) }),
  }),
});

/** The policies of both buckets are those of the template. */
export async function bucketsHavePolicies(deployment: Deployment, template: Template): Promise<void> {
  const stored: unknown[] = [];
  for (const Bucket of [deployment.archiveBucket, deployment.lakeBucket]) {
    const { Policy = '' } = await deployment.aws.s3.send(new GetBucketPolicyCommand({ Bucket }));
    stored.push({ Bucket, PolicyDocument: JSON.parse(Policy) });
  }

  assert.deepEqual(stored, propertiesOf(template, 'AWS::S3::BucketPolicy', deployment.physicalIds));
}

/** Locks the archive as the template says: the emulated CloudFormation leaves that out. */
export async function lockArchive(deployment: Deployment, template: Template): Promise<void> {
  const buckets = propertiesOf(template, 'AWS::S3::Bucket', deployment.physicalIds);
  const { ObjectLockConfiguration } = lockedBucket.parse(
    buckets.find((bucket) => lockedBucket.safeParse(bucket).success),
  );
  await deployment.aws.s3.send(
    new PutObjectLockConfigurationCommand({ Bucket: deployment.archiveBucket, ObjectLockConfiguration }),
  );
}

/** Somebody who may do everything can neither cover, hide nor remove a capture, nor read it unencrypted. */
export async function administratorCannotAlter({ archive, archiveBucket: Bucket }: Deployment): Promise<void> {
  const { s3 } = openAwsClients('administrator');
  const { s3: s3WithoutTls } = openAwsClients('administrator');
  s3WithoutTls.middlewareStack.add(
    (next) => (args) => {
      // The emulator judges by this header whether a request came encrypted.
      if (isObject(args.request)) Object.assign(args.request.headers ?? {}, { 'x-forwarded-proto': 'http' });
      return next(args);
    },
    { step: 'build' },
  );
  const [Key = ''] = await keysOf(archive, 'captures/');
  const { VersionId, ObjectLockRetainUntilDate } = await s3.send(new HeadObjectCommand({ Bucket, Key }));
  const daysLocked = ((ObjectLockRetainUntilDate?.getTime() ?? 0) - Date.now()) / DAY_MS;

  assert.equal(Math.ceil(daysLocked), 1827);
  await isRefused('AccessDenied', s3.send(new PutObjectCommand({ Bucket, Key, Body: 'other' })));
  await isRefused(
    'PreconditionFailed',
    s3.send(new PutObjectCommand({ Bucket, Key, Body: 'other', IfNoneMatch: '*' })),
  );
  await isRefused('AccessDenied', s3.send(new DeleteObjectCommand({ Bucket, Key })));
  await isRefused('AccessDenied', s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId })));
  await isRefused('AccessDenied', s3WithoutTls.send(new GetObjectCommand({ Bucket, Key })));
}

async function isRefused(name: string, attempt: Promise<unknown>): Promise<void> {
  await assert.rejects(attempt, (error) => isObject(error) && error.name === name);
}
