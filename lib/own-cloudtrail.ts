import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { PREFIX } from '../lambda/names';
import { PRIVATE_BUCKET, type StoreBucket } from './private-bucket';
import { RETAINED } from './retained';

/** The archive to record, and the roles to leave out. */
export interface OwnCloudTrailProps {
  readonly archive: StoreBucket;
  /** Names of the roles of the stack's functions. Their access to the archive is not recorded. */
  readonly functionRoles: readonly string[];
  /** Retention of CloudTrail's files in days. */
  readonly logRetentionDays: number;
}

/**
 * A CloudTrail trail, for accounts that have none: without a logging trail, EventBridge receives no API calls. It records
 * the management events of this region, and access to captures by anybody but Keepwatch's functions.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export class OwnCloudTrail extends Construct {
  readonly trail: CfnTrail;

  constructor(scope: Construct, id: string, { archive, functionRoles, logRetentionDays }: OwnCloudTrailProps) {
    super(scope, id);
    const bucket = new Bucket(this, 'Bucket', {
      ...PRIVATE_BUCKET,
      removalPolicy: RETAINED,
      lifecycleRules: [{ id: 'remove-after-retention', expiration: Duration.days(logRetentionDays) }],
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'The bucket holds logs; the deployment trail copies the relevant events into the archive.',
    });
    this.allowCloudTrail(bucket);
    this.trail = new CfnTrail(this, 'Trail', {
      s3BucketName: bucket.bucketName,
      isLogging: true,
      enableLogFileValidation: true,
      includeGlobalServiceEvents: true,
      isMultiRegionTrail: false,
      advancedEventSelectors: [
        {
          name: 'Management events, reads too',
          fieldSelectors: [{ field: 'eventCategory', equalTo: ['Management'] }],
        },
        {
          // Every data event costs money, and most are the functions' own.
          name: "Captures, except access by Keepwatch's functions",
          fieldSelectors: [
            { field: 'eventCategory', equalTo: ['Data'] },
            { field: 'resources.type', equalTo: ['AWS::S3::Object'] },
            { field: 'resources.ARN', startsWith: [archive.arnForObjects(PREFIX.captures)] },
            { field: 'userIdentity.arn', notStartsWith: functionRoles.map((role) => this.sessionsOf(role)) },
          ],
        },
      ],
    });
    // Creating a trail fails unless CloudTrail may already write to the bucket.
    if (bucket.policy) this.trail.node.addDependency(bucket.policy);
  }

  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
  private allowCloudTrail(bucket: Bucket): void {
    const { account, partition, region } = Stack.of(this);
    const principals = [new ServicePrincipal('cloudtrail.amazonaws.com')];
    const ownTrails = { 'aws:SourceArn': `arn:${partition}:cloudtrail:${region}:${account}:trail/*` };
    bucket.addToResourcePolicy(
      new PolicyStatement({
        principals,
        actions: ['s3:GetBucketAcl'],
        resources: [bucket.bucketArn],
        conditions: { ArnLike: ownTrails },
      }),
    );
    bucket.addToResourcePolicy(
      new PolicyStatement({
        principals,
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects(`AWSLogs/${account}/*`)],
        conditions: { ArnLike: ownTrails, StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
      }),
    );
  }

  private sessionsOf(role: string): string {
    const { partition, account } = Stack.of(this);
    return `arn:${partition}:sts::${account}:assumed-role/${role}/`;
  }
}
