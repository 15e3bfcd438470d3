import path from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { Match, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { ALERTS, ENVIRONMENT, EVENT_FUNCTION_TIMEOUT_MINUTES, PREFIX } from '../lambda/names';
import type { KeepwatchConfiguration } from './config';
import { EventDrivenFunction } from './event-driven-function';
import type { StoreBucket } from './private-bucket';
import { processorFailing } from './processor-alarms';

/** Enough for a parsed capture and every object made from it. More memory also gives more CPU. */
const MEMORY_MB = 1024;

/** What the processor reads, writes and notifies. */
export interface ProcessorProps {
  readonly archive: StoreBucket;
  readonly lake: StoreBucket;
  /** Receives alerts and the processor's alarm. */
  readonly topic: ITopic;
  readonly detections: KeepwatchConfiguration['detections'];
  readonly logRetentionDays: number;
}

/**
 * Turns each new capture of every source into events in the lake, and sends the alerts that detections raise. It parses
 * untrusted input, so it may read no secret.
 */
export class Processor extends EventDrivenFunction {
  constructor(scope: Construct, id: string, props: ProcessorProps) {
    const { archive, lake, topic, logRetentionDays } = props;
    super(scope, id, {
      entry: path.join(__dirname, '..', 'lambda', 'processor.lambda.ts'),
      description: 'Keepwatch: turns captures into events in the lake',
      memorySize: MEMORY_MB,
      timeout: Duration.minutes(EVENT_FUNCTION_TIMEOUT_MINUTES),
      environment: {
        [ENVIRONMENT.archiveBucket]: archive.bucketName,
        [ENVIRONMENT.lakeBucket]: lake.bucketName,
        [ENVIRONMENT.alertTopic]: topic.topicArn,
        [ENVIRONMENT.detections]: JSON.stringify(props.detections),
      },
      permissions: [
        new PolicyStatement({
          actions: ['s3:GetObject'],
          resources: [
            archive.arnForObjects(`${PREFIX.captures}*`),
            lake.arnForObjects(`${PREFIX.receipts}*`),
            // The only events that it reads: alerts to send.
            lake.arnForObjects(`${PREFIX.events}${ALERTS}/*`),
            lake.arnForObjects(`${PREFIX.watch}*`),
            lake.arnForObjects(`${PREFIX.alerts}*`),
          ],
        }),
        new PolicyStatement({
          actions: ['s3:PutObject'],
          resources: [PREFIX.events, PREFIX.receipts, PREFIX.watch, PREFIX.alerts].map((prefix) =>
            lake.arnForObjects(`${prefix}*`),
          ),
        }),
        new PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn] }),
        new PolicyStatement({
          // A replay removes objects that a capture no longer produces.
          actions: ['s3:DeleteObject'],
          resources: [lake.arnForObjects(`${PREFIX.events}*`)],
        }),
        new PolicyStatement({
          // Without it S3 answers 403 instead of 404 for a missing key.
          // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
          actions: ['s3:ListBucket'],
          resources: [archive.bucketArn, lake.bucketArn],
        }),
      ],
      logRetentionDays,
      ...processorFailing(scope),
      topic,
    });

    new Rule(this, 'NewCaptures', {
      description: 'Keepwatch: a capture was appended to the archive',
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [archive.bucketName] }, object: { key: Match.prefix(PREFIX.captures) } },
      },
      targets: [this.target()],
    });
  }
}
