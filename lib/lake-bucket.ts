import { Duration, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { PRIVATE_BUCKET } from './private-bucket';
import { RETAINED } from './retained';

/** How long the lake keeps objects. */
export interface LakeBucketProps {
  /** Days after which a lifecycle rule removes an object: the retention of the evidence it is derived from. */
  readonly retentionDays: number;
}

/** The lake: events, classification failures, alerts, receipts, state. Not locked: the archive can rebuild it. */
export class LakeBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: LakeBucketProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      ...PRIVATE_BUCKET,
      // The lake remains when the stack is deleted: years of events take long to rebuild.
      removalPolicy: RETAINED,
      lifecycleRules: [
        {
          id: 'remove-after-retention',
          expiration: Duration.days(props.retentionDays),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
      ],
    });
    // The policy remains with the bucket, or plain HTTP would be allowed.
    this.bucket.policy?.applyRemovalPolicy(RETAINED);
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'As for the archive: CloudTrail data events name readers more reliably than access logs.',
    });
  }
}
