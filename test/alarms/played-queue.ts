import { metricId } from './alarm-definition';
import type { MetricRecord } from './metric-record';

const SECOND = 1000;
const HOUR = 60 * 60 * SECOND;

/** How the template configures a queue. */
export interface QueueSettings {
  /** The value of the dimension `QueueName`. */
  readonly name: string;
  readonly retentionSeconds: number;
  /** How long a message that was received is hidden. */
  readonly visibilitySeconds: number;
  /** Where a message goes that was received so often in vain. */
  readonly redrive?: { readonly to: PlayedQueue; readonly mostReceives: number };
}

/** A message that waits. */
export interface Message {
  readonly body: unknown;
  readonly sentAt: number;
  receives: number;
  visibleAt: number;
}

/** SQS: one queue, and the metrics that it gives each minute. Times are epoch milliseconds. */
export class PlayedQueue {
  #messages: Message[] = [];
  #activeAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly settings: QueueSettings,
    private readonly record: MetricRecord,
  ) {}

  /** All that wait. */
  get messages(): readonly Message[] {
    return this.#messages;
  }

  /** Somebody sends a message: Lambda and EventBridge as everybody else. */
  send(body: unknown, at: number): void {
    this.take(body, at);
    this.#put('NumberOfMessagesSent', 1, at);
  }

  /**
   * SQS itself moves a message here, which NumberOfMessagesSent does not count.
   * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
   */
  take(body: unknown, at: number): void {
    this.#messages.push({ body, sentAt: at, receives: 0, visibleAt: at });
    this.#activeAt = at;
  }

  /** The messages that are visible; each counts as received once more. */
  receive(at: number): readonly Message[] {
    const { visibilitySeconds, redrive } = this.settings;
    const visible = this.#messages.filter(({ visibleAt }) => visibleAt <= at);
    const [given, givenUp] = [
      visible.filter(({ receives }) => receives < (redrive?.mostReceives ?? Infinity)),
      visible.filter(({ receives }) => receives >= (redrive?.mostReceives ?? Infinity)),
    ];
    for (const message of givenUp) {
      this.delete(message);
      redrive?.to.take(message.body, at);
    }
    for (const message of given) {
      message.receives += 1;
      message.visibleAt = at + visibilitySeconds * SECOND;
    }
    if (visible.length > 0) this.#activeAt = at;
    return given;
  }

  /** Ends a message's waiting. */
  delete(message: Message): void {
    this.#messages = this.#messages.filter((each) => each !== message);
  }

  /** Gives the metrics of a minute, as SQS does while a queue is in use and six hours beyond. */
  measure(at: number): void {
    this.#messages = this.#messages.filter(({ sentAt }) => at - sentAt < this.settings.retentionSeconds * SECOND);
    if (this.#messages.length > 0) this.#activeAt = at;
    if (at - this.#activeAt > 6 * HOUR) return;
    this.#put('NumberOfMessagesSent', 0, at);
    const isVisible = ({ visibleAt }: Message) => visibleAt <= at;
    this.#put('ApproximateNumberOfMessagesVisible', this.#messages.filter(isVisible).length, at);
    // "After a message is received three times (or more) and not processed", the metric points at another.
    const ages = this.#messages.filter(({ receives }) => receives < 3).map(({ sentAt }) => (at - sentAt) / SECOND);
    this.#put('ApproximateAgeOfOldestMessage', Math.max(0, ...ages), at);
  }

  #put(metric: string, value: number, at: number): void {
    this.record.put(metricId('AWS/SQS', metric, this.settings.name), value, at);
  }
}
