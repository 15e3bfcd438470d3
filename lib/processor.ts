import path from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { Match, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { ALERTS, ENVIRONMENT, PREFIX } from '../lambda/names';
import type { KeepwatchConfiguration } from './config';
import { EventDrivenFunction } from './event-driven-function';
import { operatorCommand } from './keepwatch-alarm';

/** Holds a whole capture, parsed, and every object that it becomes; with the memory comes the CPU to normalise it. */
const MEMORY_MB = 1024;

/** What the processor reads, writes and tells. */
export interface ProcessorProps {
  readonly archive: Bucket;
  readonly lake: Bucket;
  /** Is told of alerts, and by the processor's alarm. */
  readonly topic: ITopic;
  readonly detections: KeepwatchConfiguration['detections'];
  readonly logRetentionDays: number;
}

/** Turns each new capture of any source into events in the lake, and tells what detections find. What parses foreign input here reads no secret. */
export class Processor extends EventDrivenFunction {
  constructor(scope: Construct, id: string, props: ProcessorProps) {
    const { archive, lake, topic, logRetentionDays } = props;
    super(scope, id, {
      entry: path.join(__dirname, '..', 'lambda', 'processor.lambda.ts'),
      description: 'Keepwatch: turns captures into events in the lake',
      memorySize: MEMORY_MB,
      timeout: Duration.minutes(5),
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
            // Of the events it reads none but the alerts that it is to tell.
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
          // A replay removes the objects that a capture no longer gives.
          actions: ['s3:DeleteObject'],
          resources: [lake.arnForObjects(`${PREFIX.events}*`)],
        }),
        new PolicyStatement({
          // Without it S3 answers 403 instead of 404 for a key that is not there.
          // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
          actions: ['s3:ListBucket'],
          resources: [archive.bucketArn, lake.bucketArn],
        }),
      ],
      logRetentionDays,
      alarmedAs: 'Processor',
      events: 'captures',
      // Lambda's last try comes two minutes after the one before.
      alarmHolds: Duration.minutes(15),
      whatHappened:
        'The processor failed, or a capture waits in its dead-letter queue. The archive has it: nothing is lost.',
      whatToDo: `Mend what its log says, then: ${operatorCommand(scope, 'replay --dead-letters')}.`,
      runbookSection: 'processor-failing',
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
