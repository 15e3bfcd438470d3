import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { PRIVATE_BUCKET } from './private-bucket';

/** How the lake keeps. */
export interface LakeBucketProps {
  /** Days after which an object is removed: as long as the evidence that it is derived from. */
  readonly retentionDays: number;
}

/** The lake: events, classification failures, receipts, state. Not versioned, not locked: the archive can rebuild it. */
export class LakeBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: LakeBucketProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      ...PRIVATE_BUCKET,
      // Years of events take long to rebuild.
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        {
          id: 'remove-after-retention',
          expiration: Duration.days(props.retentionDays),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
      ],
    });
    // With the stack's own, its rules would end for events that outlive it.
    this.bucket.policy?.applyRemovalPolicy(RemovalPolicy.RETAIN);
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'As for the archive: CloudTrail data events tell who read, and more reliably than access logs.',
    });
  }
}
