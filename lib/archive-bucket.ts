import { Annotations, Duration, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Bucket, CfnBucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { denyDeleting, denyOverwriting } from './bucket-settings';
import type { KeepwatchConfiguration } from './config';
import { PRIVATE_BUCKET, type StoreBucket } from './private-bucket';
import { RETAINED } from './retained';

/** How long and how strictly the archive retains objects. */
export interface ArchiveBucketProps {
  readonly archive: KeepwatchConfiguration['archive'];
}

/**
 * The archive: write once, read many. Object Lock keeps each object for the retention; lifecycle rules then remove it. A
 * bucket of an earlier stack is used as it is: CloudFormation changes no bucket that it does not own (ADR 26).
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
 */
export class ArchiveBucket extends Construct {
  readonly bucket: StoreBucket;

  constructor(scope: Construct, id: string, { archive }: ArchiveBucketProps) {
    super(scope, id);
    this.bucket = archive.bucketName === undefined ? this.createBucket(archive) : this.adoptBucket(archive.bucketName);
  }

  /** Nothing else could say at a deployment that the bucket lacks a lock. */
  private adoptBucket(bucketName: string): StoreBucket {
    Annotations.of(this).addInfo(
      `The archive is ${bucketName}, of an earlier stack, and no deployment changes its settings. ` +
        `After this one, check them: npx keepwatch doctor --stack ${Stack.of(this).stackName}`,
    );
    return Bucket.fromBucketName(this, 'Bucket', bucketName);
  }

  private createBucket(archive: ArchiveBucketProps['archive']): Bucket {
    const retention = Duration.days(archive.retentionDays);
    const bucket = new Bucket(this, 'Bucket', {
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention:
        archive.lockMode === 'COMPLIANCE'
          ? ObjectLockRetention.compliance(retention)
          : ObjectLockRetention.governance(retention),
      ...PRIVATE_BUCKET,
      // The evidence remains when the stack is deleted.
      removalPolicy: RETAINED,
      lifecycleRules: [
        {
          id: 'remove-after-retention',
          // In a versioned bucket this only adds a delete marker…
          expiration: retention,
          // …and this removes the data, never before the lock ends: lifecycle rules respect Object Lock.
          noncurrentVersionExpiration: Duration.days(1),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
        // S3 rejects this in a rule that also expires objects by days.
        { id: 'remove-delete-markers', expiredObjectDeleteMarker: true },
      ],
    });
    const statements = [denyOverwriting(bucket.bucketArn), denyDeleting(bucket.bucketArn, archive.repairRoleArn)];
    for (const statement of statements) {
      bucket.addToResourcePolicy(PolicyStatement.fromJson(statement));
    }
    // The policy remains with the bucket: without it, anybody who may delete could hide the evidence.
    bucket.policy?.applyRemovalPolicy(RETAINED);
    this.sendEventsToEventBridge(bucket);
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Access logs are incomplete and hours late. CloudTrail data events name every reader.',
    });
    return bucket;
  }

  /** `eventBridgeEnabled: true` would deploy a custom-resource function for a setting that CloudFormation has. */
  private sendEventsToEventBridge(bucket: Bucket): void {
    const resource = bucket.node.defaultChild;
    if (!CfnBucket.isCfnBucket(resource)) throw new TypeError(`${this.node.path}: expected an AWS::S3::Bucket`);
    resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  }
}
