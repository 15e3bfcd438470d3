import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Bucket, CfnBucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { KeepwatchConfiguration } from './config';
import { PRIVATE_BUCKET } from './private-bucket';

/** How the archive keeps. */
export interface ArchiveBucketProps {
  /** How long, in days, and how strictly objects are locked. */
  readonly archive: KeepwatchConfiguration['archive'];
}

/**
 * The archive: write once, read many. Whatever is put here is locked for the retention and removed soon after.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
 */
export class ArchiveBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: ArchiveBucketProps) {
    super(scope, id);
    const retention = Duration.days(props.archive.retentionDays);
    this.bucket = new Bucket(this, 'Bucket', {
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention:
        props.archive.lockMode === 'COMPLIANCE'
          ? ObjectLockRetention.compliance(retention)
          : ObjectLockRetention.governance(retention),
      ...PRIVATE_BUCKET,
      // The evidence outlives the stack.
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        {
          id: 'remove-after-retention',
          // In a versioned bucket this only hides the object behind a delete marker…
          expiration: retention,
          // …and this removes the data. Before its time it removes nothing: lifecycle respects the lock.
          noncurrentVersionExpiration: Duration.days(1),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
        // S3 refuses this in one rule with an expiration in days.
        { id: 'remove-delete-markers', expiredObjectDeleteMarker: true },
      ],
    });
    this.allowCreatingOnly();
    this.allowNoHiding();
    // With the stack's own, its rules would end for evidence that outlives it.
    this.bucket.policy?.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.sendEventsNatively();
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Access logs name some readers, hours later, in a third bucket. CloudTrail data events name them all.',
    });
  }

  /**
   * A put without `If-None-Match` would cover a capture with a newer version: the locked one stays, but readers see the
   * other. Refused for everybody; parts of a multipart upload carry no such header and are exempt.
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
   */
  private allowCreatingOnly(): void {
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'CreateOnly',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:PutObject'],
        resources: [this.bucket.arnForObjects('*')],
        conditions: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
      }),
    );
  }

  /**
   * Object Lock keeps versions but lets anybody who may delete cover them with a delete marker, under which a put with
   * `If-None-Match` then succeeds. Lifecycle rules heed no bucket policy: what has expired is removed all the same.
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
   */
  private allowNoHiding(): void {
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'HideNothing',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:DeleteObject'],
        resources: [this.bucket.arnForObjects('*')],
      }),
    );
  }

  /** `eventBridgeEnabled: true` would deploy a custom-resource function to set what CloudFormation can set itself. */
  private sendEventsNatively(): void {
    const resource = this.bucket.node.defaultChild;
    if (!CfnBucket.isCfnBucket(resource)) throw new TypeError(`${this.node.path}: expected an AWS::S3::Bucket`);
    resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  }
}
