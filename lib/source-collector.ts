import path from 'node:path';
import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENVIRONMENT, LONGEST_RUN_MINUTES, PREFIX } from '../lambda/names';
import { DeadLetterQueue } from './dead-letter-queue';
import { KeepwatchFunction } from './keepwatch-function';
import type { StoreBucket } from './private-bucket';
import { SourceAlarms } from './source-alarms';
import type { SourceConfiguration } from './source-config';
import { SourceSecret } from './source-secret';

/** Several times a page of 500 records. Less memory also gives less CPU for TLS and gzip. */
const MEMORY_MB = 512;

/** One source, and what all sources share. */
export interface SourceCollectorProps {
  readonly source: SourceConfiguration;
  readonly archive: StoreBucket;
  readonly lake: StoreBucket;
  /** Receives the source's alarms. */
  readonly topic: ITopic;
  readonly logRetentionDays: number;
}

/**
 * Everything that one source needs: secret, collector, schedule, dead-letter queue, alarms. Each source has its own
 * function, which reads only that source's secret, appends only under its prefix, and has its own error count.
 */
export class SourceCollector extends Construct {
  /** Name of the source. */
  readonly name: string;
  /** Name of the secret in which an operator enters the credential. */
  readonly secretName: string;
  /** Name of the execution role of the collector. */
  readonly roleName: string;
  readonly function: IFunction;
  readonly deadLetters: IQueue;
  readonly alarms: readonly IAlarm[];
  readonly schedule: Schedule;

  constructor(scope: Construct, id: string, props: SourceCollectorProps) {
    super(scope, id);
    const { source, archive, lake } = props;
    this.name = source.name;
    const interval = Duration.minutes(source.intervalMinutes);

    const secret = new SourceSecret(this, 'Secret', { source });
    this.secretName = secret.secretName;
    new CfnOutput(this, 'SecretName', {
      value: secret.secretName,
      description: `Secret for the credential of source ${source.name}`,
    });

    const deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      // A failed run loses nothing: the next one continues from the same position. Its message is a trace, not work.
      retentionPeriod: Duration.days(1),
    });

    const collector = new KeepwatchFunction(this, 'Collector', {
      entry: path.join(__dirname, '..', 'lambda', 'collector.lambda.ts'),
      description: `Keepwatch: collects source ${source.name} into the archive`,
      memorySize: MEMORY_MB,
      timeout: Duration.minutes(Math.min(LONGEST_RUN_MINUTES, source.intervalMinutes)),
      environment: {
        [ENVIRONMENT.archiveBucket]: archive.bucketName,
        [ENVIRONMENT.lakeBucket]: lake.bucketName,
        [ENVIRONMENT.sourceName]: source.name,
        [ENVIRONMENT.sourceKind]: source.kind,
        [ENVIRONMENT.secretId]: secret.secretName,
        [ENVIRONMENT.lookbackDays]: String(source.lookbackDays),
        ...(source.apiBaseUrl === undefined ? {} : { [ENVIRONMENT.apiBaseUrl]: source.apiBaseUrl }),
      },
      permissions: [
        new PolicyStatement({
          // Only PutObject: bucket.grantPut would also allow changing retention and legal holds.
          actions: ['s3:GetObject', 's3:PutObject'],
          resources: [archive.arnForObjects(`${PREFIX.captures}${source.name}/*`)],
        }),
        new PolicyStatement({
          actions: ['s3:GetObject', 's3:PutObject'],
          resources: [lake.arnForObjects(`${PREFIX.state}${source.name}.json`)],
        }),
        new PolicyStatement({
          // Without it S3 answers 403 instead of 404 for a missing key. A condition on the prefix would not match that
          // check, which has no prefix.
          // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
          actions: ['s3:ListBucket'],
          resources: [archive.bucketArn, lake.bucketArn],
        }),
        ...secret.readPermissions,
      ],
      // The next tick is the retry. Another retry would only compete with it.
      retryAttempts: 0,
      maxEventAge: interval,
      deadLetterQueue: deadLetters.queue,
      logRetentionDays: props.logRetentionDays,
    });

    this.roleName = collector.roleName;

    const scheduleRole = this.scheduleRole(collector.function, deadLetters.queue);
    const schedule = new Schedule(this, 'Schedule', {
      description: `Keepwatch: polls source ${source.name}`,
      schedule: ScheduleExpression.rate(interval),
      timeWindow: TimeWindow.off(),
      target: new LambdaInvoke(collector.function, {
        role: scheduleRole.withoutPolicyUpdates(),
        // The default is 185 retries in 24 hours: an outage would end in a flood of stale ticks.
        retryAttempts: 0,
        maxEventAge: interval,
        deadLetterQueue: deadLetters.queue,
      }),
    });
    // Before the role has its policy, a tick would be denied and could not become a dead letter either.
    schedule.node.addDependency(scheduleRole);

    this.schedule = schedule;
    this.function = collector.function;
    this.deadLetters = deadLetters.queue;
    const { alarms } = new SourceAlarms(this, 'Alarms', {
      source,
      collector: collector.function,
      deadLetters: deadLetters.queue,
      topic: props.topic,
    });
    this.alarms = alarms;
  }

  /** May only invoke this collector. The role that CDK would create may also invoke every version of it. */
  private scheduleRole(collector: IFunction, deadLetters: IQueue): Role {
    const stack = Stack.of(this);
    const group = stack.formatArn({ service: 'scheduler', resource: 'schedule-group', resourceName: 'default' });
    const role = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        // The ARN of the schedule group: AWS advises against the schedule's own ARN here.
        // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': group } },
      }),
    });
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [collector.functionArn] }));
    role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }));
    return role;
  }
}
