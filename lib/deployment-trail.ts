import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import { CfnRule, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import * as z from 'zod/mini';
import { DEPLOYMENT_SOURCE, ENVIRONMENT, PREFIX } from '../lambda/names';
import { DeadLetterQueue } from './dead-letter-queue';
import { KeepwatchFunction } from './keepwatch-function';
import { TrailAlarms } from './trail-alarms';
import { type TrailPattern, type TrailScope, trailPatterns } from './trail-patterns';

const MEMORY_MB = 512;
/** As long as Lambda keeps an event at most; the rules wait as long for Lambda. */
const LONGEST_WAIT = Duration.hours(6);

/** What the trail writes to, whom it tells, and what it is about. */
export interface DeploymentTrailProps extends Pick<TrailScope, 'secretNames' | 'collectorRoles'> {
  readonly archive: Bucket;
  readonly lake: Bucket;
  readonly topic: ITopic;
  readonly logRetentionDays: number;
}

/**
 * Keepwatch's own audit log: what CloudTrail tells of this stack's own things becomes captures in the archive.
 * CloudTrail tells EventBridge only while a trail of it is logging in the account.
 */
export class DeploymentTrail extends Construct {
  constructor(scope: Construct, id: string, props: DeploymentTrailProps) {
    super(scope, id);
    const { archive, lake } = props;
    const deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      // Each message is an event that nobody sends again: as long as SQS can keep it.
      retentionPeriod: Duration.days(14),
    });
    const trail = new KeepwatchFunction(this, 'Function', {
      entry: path.join(__dirname, '..', 'lambda', 'trail.lambda.ts'),
      description: 'Keepwatch: keeps what is done to it',
      memorySize: MEMORY_MB,
      timeout: Duration.minutes(1),
      environment: {
        [ENVIRONMENT.archiveBucket]: archive.bucketName,
        [ENVIRONMENT.lakeBucket]: lake.bucketName,
        [ENVIRONMENT.version]: ownVersion(),
      },
      permissions: [
        new PolicyStatement({
          // PutObject alone: bucket.grantPut would add the right to change retention and legal holds.
          actions: ['s3:GetObject', 's3:PutObject'],
          resources: [archive.arnForObjects(`${PREFIX.captures}${DEPLOYMENT_SOURCE}/*`)],
        }),
        new PolicyStatement({
          actions: ['s3:GetObject', 's3:PutObject'],
          resources: [lake.arnForObjects(`${PREFIX.state}${DEPLOYMENT_SOURCE}.json`)],
        }),
        new PolicyStatement({
          // Without it S3 answers 403 instead of 404 for a key that is not there.
          // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
          actions: ['s3:ListBucket'],
          resources: [archive.bucketArn, lake.bucketArn],
        }),
      ],
      retryAttempts: 2,
      maxEventAge: LONGEST_WAIT,
      deadLetterQueue: deadLetters.queue,
      logRetentionDays: props.logRetentionDays,
    });
    const target = new LambdaFunction(trail.function, {
      // Many, since an event is sent by nobody else; after them it waits in the queue.
      retryAttempts: 185,
      maxEventAge: LONGEST_WAIT,
      deadLetterQueue: deadLetters.queue,
    });
    for (const pattern of trailPatterns({ ...props, stackName: Stack.of(this).stackName }))
      this.addRule(pattern, target);
    new TrailAlarms(this, 'Alarms', {
      trail: trail.function,
      deadLetters: deadLetters.queue,
      topic: props.topic,
    });
  }

  private addRule({ id, source, detail }: TrailPattern, target: LambdaFunction): void {
    const rule = new Rule(this, `CallsAbout${id}`, {
      description: `Keepwatch: somebody did something to its own ${id.toLowerCase()}`,
      eventPattern: { source: [source], detailType: ['AWS API Call via CloudTrail'], detail: { ...detail } },
      targets: [target],
    });
    const resource = rule.node.defaultChild;
    if (!(resource instanceof CfnRule)) throw new TypeError(`${rule.node.path}: expected an AWS::Events::Rule`);
    // Otherwise no read is told, of credentials least of all.
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
    resource.state = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
  }
}

function ownVersion(): string {
  const text = readFileSync(path.join(__dirname, '..', 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
