import { type Duration, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** How long a queue of failed invocations keeps them. */
export interface DeadLetterQueueProps {
  /** How long a failed invocation is kept, at most 14 days. */
  readonly retentionPeriod: Duration;
}

/** Where invocations end up that failed for good. Encrypted at rest, TLS only. */
export class DeadLetterQueue extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, props: DeadLetterQueueProps) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      retentionPeriod: props.retentionPeriod,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    Validations.of(this.queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This is the dead-letter queue: of a function and a schedule or rule, where the check looks for a queue.',
    });
  }
}
