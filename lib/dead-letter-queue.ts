import { type Duration, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** How long the queue keeps its messages. */
export interface DeadLetterQueueProps {
  /** At most 14 days. */
  readonly retentionPeriod: Duration;
}

/**
 * Receives invocations that failed after all retries. Encrypted at rest, TLS only.
 *
 * - Of a collector: traces, kept for a day. The next run continues from the same position, so nobody processes them.
 * - Of the processor: captures to process again, kept for 14 days, by `keepwatch replay --dead-letters`.
 * - Of the deployment trail: events to redrive to its queue, kept for 14 days (docs/runbook.md#trail-failing).
 *
 * The Failing alarm of each counts them, and `keepwatch doctor` reports them.
 */
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
      reason:
        'This queue is the dead-letter queue of a function and its schedule or rule; the check looks for one behind each queue.',
    });
  }
}
