import { Duration, Stack } from 'aws-cdk-lib';
import { type IAlarm, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IRuleTarget, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { KeepwatchAlarm } from './keepwatch-alarm';

/** What failed is fetched again after this time: six times as long as a run, as Lambda asks for. */
export const TRIED_AGAIN_AFTER = Duration.minutes(30);

/** Who fetches, where what fails for good ends up, and who is told. */
export interface TrailQueueProps {
  readonly function: IFunction;
  readonly deadLetters: IQueue;
  readonly topic: ITopic;
}

/**
 * Where events wait for the trail, so that one capture takes many of them: a deployment, or somebody who reads the
 * archive, makes hundreds in a minute, and each capture is an object for five years.
 */
export class TrailQueue extends Construct {
  readonly eventSourceMapping: string;
  /** For rules, which have to be allowed as well. */
  readonly target: IRuleTarget;
  /** Fires when nobody fetches. */
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
      visibilityTimeout: TRIED_AGAIN_AFTER,
      // So often that what fails is tried for six hours.
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
      // The fewest that SQS takes. Captures have one order, and many writers would fight for each place in it.
      maxConcurrency: 2,
    }).eventSourceMappingId;
    const target = {
      arn: this.queue.queueArn,
      deadLetterConfig: { arn: props.deadLetters.queueArn },
      retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeInSeconds: Duration.hours(6).toSeconds() },
    };
    this.target = { bind: () => target };
    this.alarm = this.addAlarm(props.topic);
  }

  /** CDK's own target would write the address of each rule into a statement of its own, and grant more than sending. */
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

  /** Nothing fails when nothing is fetched: somebody switched that off. */
  private addAlarm(topic: ITopic): IAlarm {
    const { alarm } = new KeepwatchAlarm(this, 'Waiting', {
      alarmName: `${Stack.of(this).stackName}-Trail-Waiting`,
      whatHappened: 'An event of CloudTrail has waited for an hour to be kept by the deployment trail.',
      whatToDo: "Look whether the trail's function fetches from its queue.",
      runbookSection: 'trail-failing',
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5), statistic: 'Maximum' }),
      firesWhen: { atLeast: Duration.hours(1).toSeconds() },
      periods: { wrong: 1, outOf: 1 },
      treatMissingData: TreatMissingData.NOT_BREACHING,
      warmUp: 'none',
      topic,
    });
    return alarm;
  }
}
