import path from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Schedule, ScheduleExpression, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENVIRONMENT, PREFIX } from '../lambda/names';
import { DeadLetterQueue } from './dead-letter-queue';
import { KeepwatchFunction } from './keepwatch-function';
import { SourceAlarms } from './source-alarms';
import type { SourceConfiguration } from './source-config';
import { SourceSecret } from './source-secret';

/** Holds a page of 500 records several times over; with less, Lambda also gives less CPU for TLS and gzip. */
const MEMORY_MB = 512;

/** The longest that Lambda lets a run last. */
const LONGEST_RUN_MINUTES = 15;

/** One source, and what it shares with the others. */
export interface SourceCollectorProps {
  readonly source: SourceConfiguration;
  readonly archive: Bucket;
  readonly lake: Bucket;
  /** Is told by the source's alarms. */
  readonly topic: ITopic;
  readonly logRetentionDays: number;
}

/**
 * All that one source needs: its secret, its schedule, its collector, its alarms. A function for each source, so that
 * each reads its own secret alone, appends under its own prefix alone, and has its own count of errors.
 */
export class SourceCollector extends Construct {
  /** Of the source. */
  readonly name: string;
  /** Where an operator enters the credential. */
  readonly secretName: string;
  /** The role with which its collector reads that. */
  readonly collectorRole: string;
  readonly function: IFunction;
  readonly deadLetters: IQueue;
  readonly alarms: readonly IAlarm[];

  constructor(scope: Construct, id: string, props: SourceCollectorProps) {
    super(scope, id);
    const { source, archive, lake } = props;
    this.name = source.name;
    const interval = Duration.minutes(source.intervalMinutes);

    const secret = new SourceSecret(this, 'Secret', { source });
    this.secretName = secret.secretName;

    const deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      // A failed run lost nothing, the next one goes on from the same position: its message is a trace, not work.
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
          // PutObject alone: bucket.grantPut would add the right to change retention and legal holds.
          actions: ['s3:GetObject', 's3:PutObject'],
          resources: [archive.arnForObjects(`${PREFIX.captures}${source.name}/*`)],
        }),
        new PolicyStatement({
          actions: ['s3:GetObject', 's3:PutObject'],
          resources: [lake.arnForObjects(`${PREFIX.state}${source.name}.json`)],
        }),
        new PolicyStatement({
          // Without it S3 answers 403 instead of 404 for a key that is not there; a condition on the prefix would not
          // hold for that check, which names no prefix.
          // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
          actions: ['s3:ListBucket'],
          resources: [archive.bucketArn, lake.bucketArn],
        }),
        secret.readPermission,
      ],
      // The next tick is the retry. A second try of this one would only compete with it.
      retryAttempts: 0,
      maxEventAge: interval,
      deadLetterQueue: deadLetters.queue,
      logRetentionDays: props.logRetentionDays,
    });

    this.collectorRole = collector.roleName;

    const scheduleRole = this.scheduleRole(collector.function, deadLetters.queue);
    const schedule = new Schedule(this, 'Schedule', {
      description: `Keepwatch: polls source ${source.name}`,
      schedule: ScheduleExpression.rate(interval),
      timeWindow: TimeWindow.off(),
      target: new LambdaInvoke(collector.function, {
        role: scheduleRole.withoutPolicyUpdates(),
        // Stated, for the default is 185 tries in 24 hours: an outage would end in a flood of stale ticks.
        retryAttempts: 0,
        maxEventAge: interval,
        deadLetterQueue: deadLetters.queue,
      }),
    });
    // Before its role's policy is there, a tick would be refused, and could not be told as dead letter either.
    schedule.node.addDependency(scheduleRole);

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

  /** May start this collector, and no other version of it, which the role that CDK would make also may. */
  private scheduleRole(collector: IFunction, deadLetters: IQueue): Role {
    const stack = Stack.of(this);
    const group = stack.formatArn({ service: 'scheduler', resource: 'schedule-group', resourceName: 'default' });
    const role = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        // By name of its group: a schedule's own name is not to stand here.
        // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': group } },
      }),
    });
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [collector.functionArn] }));
    role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }));
    return role;
  }
}
