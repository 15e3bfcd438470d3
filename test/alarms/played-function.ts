import { metricId } from './alarm-definition';
import type { MetricRecord } from './metric-record';
import type { PlayedQueue } from './played-queue';

const MINUTE = 60_000;
// "Lambda waits one minute before the second try, and two minutes before the third."
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
const WAITS = [MINUTE, 2 * MINUTE];

/** How the template configures a function. */
export interface FunctionSettings {
  /** The value of the dimension `FunctionName`. */
  readonly name: string;
  readonly timeoutSeconds: number;
  readonly retryAttempts: number;
  readonly onFailure: PlayedQueue;
}

interface Due<T> {
  readonly event: T;
  readonly at: number;
  readonly tries: number;
}

/** Lambda: one function, its own queue of events, and its metric `Errors`. Times are epoch milliseconds. */
export class PlayedFunction<T> {
  #due: Due<T>[] = [];

  /** `work` is the code; it gets the time at which Lambda would end it. */
  constructor(
    readonly settings: FunctionSettings,
    private readonly record: MetricRecord,
    private readonly work: (event: T, startedAt: number, deadline: number) => Promise<unknown>,
  ) {}

  /** Somebody starts it and does not wait: it is tried until it succeeds, or ends in the queue of failures. */
  start(event: T, at: number): void {
    this.#due.push({ event, at, tries: 0 });
  }

  /** Does what is due. */
  async runDue(now: number): Promise<void> {
    const due = this.#due.filter(({ at }) => at <= now);
    this.#due = this.#due.filter(({ at }) => at > now);
    for (const { event, tries } of due) {
      if (await this.invoke(event, now)) continue;
      const wait = tries < this.settings.retryAttempts ? WAITS[tries] : undefined;
      if (wait === undefined) this.settings.onFailure.send(event, now);
      else this.#due.push({ event, at: now + wait, tries: tries + 1 });
    }
  }

  /** Starts it once and waits. Answers whether it succeeded. */
  async invoke(event: T, now: number): Promise<boolean> {
    const outcome = await this.work(event, now, now + this.settings.timeoutSeconds * 1000).then(
      () => 'succeeded',
      () => 'failed',
    );
    // Stamped with the time at which it was started.
    // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
    this.record.put(metricId('AWS/Lambda', 'Errors', this.settings.name), outcome === 'failed' ? 1 : 0, now);
    return outcome === 'succeeded';
  }
}
