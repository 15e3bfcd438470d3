import path from 'node:path';
import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRule, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { DEPLOYMENT_SOURCE, ENVIRONMENT, PREFIX } from '../lambda/names';
import { EventDrivenFunction } from './event-driven-function';
import { ownVersion } from './own-version';
import { type TrailPattern, type TrailScope, trailPatterns } from './trail-patterns';
import { TRIED_AGAIN_AFTER, TrailQueue } from './trail-queue';

const MEMORY_MB = 512;

/** What the trail writes to, whom it tells, and what it is about. */
export interface DeploymentTrailProps extends Pick<TrailScope, 'secretNames' | 'collectorRoles'> {
  /** Names of the roles of the stack's other functions. */
  readonly otherRoles: readonly string[];
  readonly archive: Bucket;
  readonly lake: Bucket;
  readonly topic: ITopic;
  readonly logRetentionDays: number;
}

/**
 * Keepwatch's own audit log: what CloudTrail tells of this stack's own things becomes captures in the archive.
 * CloudTrail tells EventBridge only while a trail of it is logging in the account.
 */
export class DeploymentTrail extends EventDrivenFunction {
  /** Names of the roles of all functions of the stack, its own among them. */
  readonly functionRoles: readonly string[];
  /** Fires when nobody fetches what it is told. */
  readonly waitingAlarm: IAlarm;
  private readonly queue: TrailQueue;

  constructor(scope: Construct, id: string, props: DeploymentTrailProps) {
    const { archive, lake, topic, logRetentionDays } = props;
    super(scope, id, {
      entry: path.join(__dirname, '..', 'lambda', 'trail.lambda.ts'),
      description: 'Keepwatch: keeps what is done to it',
      memorySize: MEMORY_MB,
      // An event that comes very late is compared with all that was kept since it happened.
      timeout: Duration.minutes(5),
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
      logRetentionDays,
      alarmedAs: 'Trail',
      events: 'events',
      alarmHolds: TRIED_AGAIN_AFTER.plus(Duration.minutes(10)),
      whatHappened: 'The deployment trail failed, or an event of CloudTrail waits in its dead-letter queue.',
      whatToDo: "Read the error in the trail's log, then give it the waiting events again.",
      runbookSection: 'trail-failing',
      topic,
    });
    this.queue = new TrailQueue(this, 'Events', { function: this.function, deadLetters: this.deadLetters, topic });
    this.waitingAlarm = this.queue.alarm;
    this.functionRoles = [...props.collectorRoles, ...props.otherRoles, this.roleName];
    const { stackName } = Stack.of(this);
    const patterns = trailPatterns({
      ...props,
      stackName,
      functionRoles: this.functionRoles,
      archiveBucket: archive.bucketName,
      eventSourceMapping: this.queue.eventSourceMapping,
    });
    const rules = patterns.map((pattern) => this.addRule(pattern));
    this.queue.allow(rules);
    this.recordSwitching(rules);
  }

  /** CloudFormation makes it last and removes it first, and each time waits until the function has kept a record of it. */
  private recordSwitching(rules: readonly Rule[]): void {
    const switching = new CustomResource(this, 'Switch', {
      serviceToken: this.function.functionArn,
      resourceType: 'Custom::KeepwatchDeploymentTrail',
      // Else a function that could not start would hold a deployment for an hour.
      serviceTimeout: Duration.minutes(5),
    });
    switching.node.addDependency(...rules);
  }

  private addRule({ id, source, detail }: TrailPattern): Rule {
    const rule = new Rule(this, `CallsAbout${id}`, {
      description: `Keepwatch: somebody did something to its own ${id.toLowerCase()}`,
      eventPattern: { source: [source], detailType: ['AWS API Call via CloudTrail'], detail: { ...detail } },
      targets: [this.queue.target],
    });
    const resource = rule.node.defaultChild;
    if (!(resource instanceof CfnRule)) throw new TypeError(`${rule.node.path}: expected an AWS::Events::Rule`);
    // Otherwise no read is told, of credentials least of all.
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
    resource.state = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
    return rule;
  }
}
