import {
  BlockPublicAccess,
  BucketEncryption,
  type BucketProps,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';

/** Settings of every bucket: no public access, TLS only, encryption with S3's own key, objects owned by the account. */
export const PRIVATE_BUCKET = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  encryption: BucketEncryption.S3_MANAGED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
} as const satisfies BucketProps;

/** What constructs need of the archive or the lake: the stack's own bucket, or one of an earlier stack. */
export type StoreBucket = Pick<IBucket, 'bucketName' | 'bucketArn' | 'arnForObjects' | 's3UrlForObject'>;
