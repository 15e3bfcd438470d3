import { Duration, Validations } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Bucket, CfnBucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { KeepwatchConfiguration } from './config';
import { PRIVATE_BUCKET } from './private-bucket';
import { RETAINED } from './retained';

/** How long and how strictly the archive retains objects. */
export interface ArchiveBucketProps {
  readonly archive: KeepwatchConfiguration['archive'];
}

/**
 * The archive: write once, read many. Object Lock keeps each object for the retention; lifecycle rules then remove it.
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
    this.denyOverwriting();
    this.denyDeleting();
    // The policy remains with the bucket: without it, anybody who may delete could hide the evidence.
    this.bucket.policy?.applyRemovalPolicy(RETAINED);
    this.sendEventsToEventBridge();
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Access logs are incomplete and hours late. CloudTrail data events name every reader.',
    });
  }

  /**
   * A put without `If-None-Match` would add a newer version: the locked one stays, but readers get the other. Denied for
   * everybody. Parts of a multipart upload carry no such header and are exempt.
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
   */
  private denyOverwriting(): void {
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
   * Object Lock protects versions, but a delete still adds a delete marker, after which a put with `If-None-Match`
   * succeeds. Denied for everybody. Bucket policies do not apply to lifecycle rules, which remove expired objects.
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
   */
  private denyDeleting(): void {
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

  /** `eventBridgeEnabled: true` would deploy a custom-resource function for a setting that CloudFormation has. */
  private sendEventsToEventBridge(): void {
    const resource = this.bucket.node.defaultChild;
    if (!CfnBucket.isCfnBucket(resource)) throw new TypeError(`${this.node.path}: expected an AWS::S3::Bucket`);
    resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  }
}
