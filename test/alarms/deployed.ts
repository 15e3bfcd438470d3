import * as z from 'zod/mini';
import { ofType, propertiesAt, type SynthesisedStack } from '../lib/synthesised-stack';
import type { MetricRecord } from './metric-record';
import type { FunctionSettings } from './played-function';
import { PlayedQueue } from './played-queue';

const queueSchema = z.object({
  MessageRetentionPeriod: z.int(),
  // What SQS takes when nothing is said.
  VisibilityTimeout: z._default(z.int(), 30),
  RedrivePolicy: z.optional(z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.int() })),
});
const functionSchema = z.object({ Timeout: z.int() });
const invokeSchema = z.object({
  FunctionName: z.string(),
  MaximumRetryAttempts: z.int(),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }) }),
});
const scheduleSchema = z.object({
  ScheduleExpression: z.string().check(z.regex(/^rate\((\d+) minutes?\)$/)),
  Target: z.object({ DeadLetterConfig: z.object({ Arn: z.string() }) }),
});

/** A schedule. */
export interface Schedule {
  /** Between two ticks. */
  readonly minutes: number;
  /** Where a tick goes that is not delivered. */
  readonly undelivered: PlayedQueue;
}

/** The queues of a stack, and how it configures its functions and its schedule, as its template says. */
export class Deployed {
  readonly #queues = new Map<string, PlayedQueue>();

  constructor(
    private readonly stack: SynthesisedStack,
    private readonly record: MetricRecord,
  ) {}

  /** Each queue that was asked for. */
  get queues(): Iterable<PlayedQueue> {
    return this.#queues.values();
  }

  /** The queue at a place in the construct tree; the same for each who asks. */
  queue(place: string): PlayedQueue {
    const known = this.#queues.get(place);
    if (known) return known;
    const { RedrivePolicy, ...settings } = queueSchema.parse(propertiesAt(this.stack, place));
    const queue = new PlayedQueue(
      {
        name: `<${place}.QueueName>`,
        retentionSeconds: settings.MessageRetentionPeriod,
        visibilitySeconds: settings.VisibilityTimeout,
        ...(RedrivePolicy && {
          redrive: { to: this.#byArn(RedrivePolicy.deadLetterTargetArn), mostReceives: RedrivePolicy.maxReceiveCount },
        }),
      },
      this.record,
    );
    this.#queues.set(place, queue);
    return queue;
  }

  /** The settings of the function at a place in the construct tree. */
  function(place: string): FunctionSettings {
    const name = `<${place}>`;
    const invoke = ofType(this.stack, 'AWS::Lambda::EventInvokeConfig')
      .map(([, { Properties }]) => invokeSchema.parse(Properties))
      .find(({ FunctionName }) => FunctionName === name);
    if (!invoke) throw new Error(`${place} has no settings for asynchronous invocations`);
    return {
      name,
      timeoutSeconds: functionSchema.parse(propertiesAt(this.stack, place)).Timeout,
      retryAttempts: invoke.MaximumRetryAttempts,
      onFailure: this.#byArn(invoke.DestinationConfig.OnFailure.Destination),
    };
  }

  /** The schedule at a place in the construct tree. */
  schedule(place: string): Schedule {
    const { ScheduleExpression, Target } = scheduleSchema.parse(propertiesAt(this.stack, place));
    return {
      minutes: Number(/\d+/.exec(ScheduleExpression)?.[0]),
      undelivered: this.#byArn(Target.DeadLetterConfig.Arn),
    };
  }

  #byArn(reference: string): PlayedQueue {
    return this.queue(reference.replace(/^<(.+)\.Arn>$/, '$1'));
  }
}
