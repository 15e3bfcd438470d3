import { Duration, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { PREFIX } from '../lambda/names';
import { PRIVATE_BUCKET, type StoreBucket } from './private-bucket';
import { RETAINED } from './retained';

/** How long the lake keeps objects. */
export interface LakeBucketProps {
  /** Days after which a lifecycle rule removes an object: the retention of the evidence it is derived from. */
  readonly retentionDays: number;
  /** Days after which query results are removed; undefined without search. */
  readonly resultDays: number | undefined;
  /** A bucket of an earlier stack, which is used as it is; undefined for a new one. */
  readonly bucketName: string | undefined;
}

/** The lake: events, classification failures, alerts, receipts, state. Not locked: the archive can rebuild it. */
export class LakeBucket extends Construct {
  readonly bucket: StoreBucket;

  constructor(scope: Construct, id: string, props: LakeBucketProps) {
    super(scope, id);
    this.bucket =
      props.bucketName === undefined
        ? this.createBucket(props)
        : Bucket.fromBucketName(this, 'Bucket', props.bucketName);
  }

  private createBucket({ retentionDays, resultDays }: LakeBucketProps): Bucket {
    const bucket = new Bucket(this, 'Bucket', {
      ...PRIVATE_BUCKET,
      // The lake remains when the stack is deleted: years of events take long to rebuild.
      removalPolicy: RETAINED,
      lifecycleRules: [
        {
          id: 'remove-after-retention',
          expiration: Duration.days(retentionDays),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
      ],
    });
    if (resultDays !== undefined) {
      bucket.addLifecycleRule({
        id: 'remove-query-results',
        prefix: PREFIX.queryResults,
        expiration: Duration.days(resultDays),
      });
    }
    // The policy remains with the bucket, or plain HTTP would be allowed.
    bucket.policy?.applyRemovalPolicy(RETAINED);
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'As for the archive: CloudTrail data events name readers more reliably than access logs.',
    });
    return bucket;
  }
}
