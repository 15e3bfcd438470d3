import { Duration } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IRuleTarget, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { RETRY_INTERVAL, trailWaiting } from './trail-alarms';

/** The consumer of the queue, its dead-letter queue, and the topic of its alarm. */
export interface TrailQueueProps {
  readonly function: IFunction;
  readonly deadLetters: IQueue;
  readonly topic: ITopic;
}

/**
 * Collects events so that one capture holds many of them. A deployment, or a person who reads the archive, causes
 * hundreds of events in a minute, and each capture is an object that stays for five years.
 */
export class TrailQueue extends Construct {
  readonly eventSourceMapping: string;
  /** The target for rules. `allow` must permit them to send. */
  readonly target: IRuleTarget;
  /** Fires when the function does not consume the queue. */
  readonly alarm: IAlarm;
  private readonly queue: Queue;
  private readonly deadLetters: IQueue;

  constructor(scope: Construct, id: string, props: TrailQueueProps) {
    super(scope, id);
    this.deadLetters = props.deadLetters;
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: RETRY_INTERVAL,
      // Twelve retries take six hours.
      deadLetterQueue: { queue: props.deadLetters, maxReceiveCount: 12 },
    });
    props.function.addToRolePolicy(
      new PolicyStatement({
        // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
        resources: [this.queue.queueArn],
      }),
    );
    this.eventSourceMapping = new EventSourceMapping(this, 'Batches', {
      target: props.function,
      eventSourceArn: this.queue.queueArn,
      batchSize: 1000,
      maxBatchingWindow: Duration.seconds(30),
      // The minimum of SQS. Captures have one order, and many writers would compete for each place in it.
      maxConcurrency: 2,
    }).eventSourceMappingId;
    const target = {
      arn: this.queue.queueArn,
      deadLetterConfig: { arn: props.deadLetters.queueArn },
      retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeInSeconds: Duration.hours(6).toSeconds() },
    };
    this.target = { bind: () => target };
    this.alarm = trailWaiting(this, this.queue, props.topic);
  }

  /** CDK's own target would write one statement for each rule, and grant more than sending. */
  allow(rules: readonly Rule[]): void {
    for (const queue of [this.queue, this.deadLetters]) {
      queue.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal('events.amazonaws.com')],
          actions: ['sqs:SendMessage'],
          resources: [queue.queueArn],
          conditions: { ArnEquals: { 'aws:SourceArn': rules.map(({ ruleArn }) => ruleArn) } },
        }),
      );
    }
  }
}
