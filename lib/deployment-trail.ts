import path from 'node:path';
import { ArnFormat, CustomResource, Duration, Stack } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRule, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { DEPLOYMENT_SOURCE, ENVIRONMENT, EVENT_FUNCTION_TIMEOUT_MINUTES, PREFIX } from '../lambda/names';
import { EventDrivenFunction } from './event-driven-function';
import { limitPatternLength } from './event-pattern-length';
import { ownVersion } from './own-version';
import type { StoreBucket } from './private-bucket';
import type { Processor } from './processor';
import type { SourceCollector } from './source-collector';
import { TRAIL_FAILING } from './trail-alarms';
import { type TrailPattern, trailPatterns } from './trail-patterns';
import { TrailQueue } from './trail-queue';

const MEMORY_MB = 512;

/** What the trail records, and where it writes and reports. */
export interface DeploymentTrailProps {
  readonly collectors: readonly SourceCollector[];
  readonly processor: Processor;
  readonly archive: StoreBucket;
  readonly lake: StoreBucket;
  readonly topic: ITopic;
  readonly logRetentionDays: number;
}

/**
 * Keepwatch's own audit log: CloudTrail events about this stack's resources become captures in the archive. CloudTrail
 * sends events to EventBridge only while the account has a trail that is logging.
 */
export class DeploymentTrail extends EventDrivenFunction {
  /** Names of the roles of all functions of the stack, including its own. */
  readonly functionRoles: readonly string[];
  /**
   * CloudFormation creates this last and deletes it first. Each time it waits until the function has archived a record. If an
   * update removes the trail, the update is complete by then and cannot fail.
   */
  readonly switch: CustomResource;
  private readonly queue: TrailQueue;

  constructor(scope: Construct, id: string, props: DeploymentTrailProps) {
    const { archive, lake, topic, logRetentionDays, collectors, processor } = props;
    super(scope, id, {
      entry: path.join(__dirname, '..', 'lambda', 'trail.lambda.ts'),
      description: 'Keepwatch: archives CloudTrail events about itself',
      memorySize: MEMORY_MB,
      // A very late event is compared with everything archived since it happened.
      timeout: Duration.minutes(EVENT_FUNCTION_TIMEOUT_MINUTES),
      environment: {
        [ENVIRONMENT.archiveBucket]: archive.bucketName,
        [ENVIRONMENT.lakeBucket]: lake.bucketName,
        [ENVIRONMENT.version]: ownVersion(),
      },
      permissions: [
        new PolicyStatement({
          // Only PutObject: bucket.grantPut would also allow changing retention and legal holds.
          actions: ['s3:GetObject', 's3:PutObject'],
          resources: [archive.arnForObjects(`${PREFIX.captures}${DEPLOYMENT_SOURCE}/*`)],
        }),
        new PolicyStatement({
          actions: ['s3:GetObject', 's3:PutObject'],
          resources: [lake.arnForObjects(`${PREFIX.state}${DEPLOYMENT_SOURCE}.json`)],
        }),
        new PolicyStatement({
          // Without it S3 answers 403 instead of 404 for a missing key.
          // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
          actions: ['s3:ListBucket'],
          resources: [archive.bucketArn, lake.bucketArn],
        }),
      ],
      logRetentionDays,
      ...TRAIL_FAILING,
      topic,
    });
    this.queue = new TrailQueue(this, 'Events', { function: this.function, deadLetters: this.deadLetters, topic });
    this.functionRoles = [...collectors.map(({ roleName }) => roleName), processor.roleName, this.roleName];
    const stack = Stack.of(this);
    const patterns = trailPatterns({
      stackName: stack.stackName,
      account: stack.account,
      secretArnPrefix: stack.formatArn({
        service: 'secretsmanager',
        resource: 'secret',
        resourceName: '',
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
      credentials: collectors.map(({ name, secretName, roleName }) => ({
        source: name,
        secretName,
        collectorRole: roleName,
      })),
      functionRoles: this.functionRoles,
      archiveBucket: archive.bucketName,
      lakeBucket: lake.bucketName,
      eventSourceMapping: this.queue.eventSourceMapping,
    });
    const rules = patterns.map((pattern) => this.addRule(pattern));
    this.queue.allow(rules);
    this.switch = this.recordSwitching(rules);
    // The processor learns of the first capture, "trail enabled", only if its rule exists before.
    this.node.addDependency(processor);
  }

  override get alarms(): readonly IAlarm[] {
    return [...super.alarms, this.queue.alarm];
  }

  private recordSwitching(rules: readonly Rule[]): CustomResource {
    const switching = new CustomResource(this, 'Switch', {
      serviceToken: this.function.functionArn,
      resourceType: 'Custom::KeepwatchDeploymentTrail',
      // By default, a function that cannot start would block a deployment for an hour.
      serviceTimeout: Duration.minutes(5),
    });
    switching.node.addDependency(...rules);
    return switching;
  }

  private addRule({ id, about, source, detail, longBecause }: TrailPattern): Rule {
    const rule = new Rule(this, `CallsAbout${id}`, {
      description: `Keepwatch: API calls about ${about}`,
      eventPattern: { source: [source], detailType: ['AWS API Call via CloudTrail'], detail: { ...detail } },
      targets: [this.queue.target],
    });
    limitPatternLength(rule, longBecause);
    const resource = rule.node.defaultChild;
    if (!(resource instanceof CfnRule)) throw new TypeError(`${rule.node.path}: expected an AWS::Events::Rule`);
    // By default, EventBridge sends no read-only calls, such as reads of a credential.
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
    resource.state = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
    return rule;
  }
}
