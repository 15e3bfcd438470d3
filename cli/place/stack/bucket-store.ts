import { S3Client } from '@aws-sdk/client-s3';
import { AWS_CLIENT } from '../../../lambda/platform/aws-clients';
import type { ObjectStore } from '../../../lambda/platform/object-store';
import { S3ObjectStore } from '../../../lambda/platform/s3-object-store';

/** A bucket, read with the operator's own AWS credentials. */
export function bucketStore(bucket: string): ObjectStore {
  return new S3ObjectStore(new S3Client(AWS_CLIENT), bucket);
}
