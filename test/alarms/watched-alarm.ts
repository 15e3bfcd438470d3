import type { AlarmDefinition } from './alarm-definition';
import { type AlarmState, type DataPoint, evaluationRange, judge } from './judge';
import { type Expression, readExpression } from './metric-math';
import type { MetricRecord } from './metric-record';

const MINUTE = 60_000;
const DAY_MINUTES = 24 * 60;

/** A change of an alarm's state, at a time in epoch milliseconds: somebody is told. */
export interface Transition {
  readonly at: number;
  readonly from: AlarmState;
  readonly to: AlarmState;
}

/**
 * One alarm over time. "For any period of one minute or longer, an alarm is evaluated every minute", on periods that end
 * with that minute; once an hour when its periods are more than a day together.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export class WatchedAlarm {
  state: AlarmState = 'INSUFFICIENT_DATA';
  readonly transitions: Transition[] = [];
  readonly #expression: Expression | undefined;
  /** The data point of the period that ends with each minute. */
  readonly #points = new Map<number, DataPoint>();
  readonly #createdAt: number;
  #firstDataAt: number | undefined;
  #isWarm: boolean;

  /** Made at a time in epoch milliseconds. */
  constructor(
    readonly definition: AlarmDefinition,
    private readonly record: MetricRecord,
    createdAt: number,
  ) {
    const { expression, metrics, warmUp } = definition;
    this.#expression = expression === undefined ? undefined : readExpression(expression, metrics.keys());
    this.#createdAt = createdAt / MINUTE;
    this.#isWarm = warmUp === undefined;
  }

  /** Looks at what was recorded before a full minute, in epoch milliseconds. To be called for each minute. */
  observe(time: number): void {
    const now = time / MINUTE;
    const { period, evaluationPeriods, isBreaching } = this.definition;
    const value = this.#valueAt(now);
    this.#points.set(now, value === undefined ? 'missing' : isBreaching(value) ? 'breaching' : 'fine');
    if (value !== undefined) this.#firstDataAt ??= now - 1;
    this.#isWarm ||= this.#warmsUp(now, value !== undefined);
    if (!this.#isWarm || (period * evaluationPeriods > DAY_MINUTES && now % 60 !== 0)) return;
    const range = Array.from(
      { length: evaluationRange(this.definition) },
      (_, i) => this.#points.get(now - i * period) ?? 'missing',
    );
    const state = judge(range, this.definition) ?? this.state;
    if (state === this.state) return;
    this.transitions.push({ at: time, from: this.state, to: state });
    this.state = state;
  }

  #valueAt(end: number): number | undefined {
    const { period, metrics } = this.definition;
    const valueIn = (id: string): number | undefined => {
      const metric = metrics.get(id);
      return metric && this.record.statistic(metric, end, period);
    };
    return this.#expression ? this.#expression(valueIn, (end - period) * MINUTE) : valueIn('');
  }

  // "The evaluation window spans Period multiplied by Evaluation Periods and is full when a datapoint exists for the most
  // recent period": who begins to publish at 10:04 ends the warm-up of three periods of five minutes at 10:19.
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-warm-up.html
  #warmsUp(now: number, hasData: boolean): boolean {
    const { warmUp, period, evaluationPeriods } = this.definition;
    if (warmUp === undefined || now - this.#createdAt >= warmUp.minutes) return true;
    const isFull = this.#firstDataAt !== undefined && now - this.#firstDataAt >= period * evaluationPeriods;
    return warmUp.endsWithEnoughData && isFull && hasData;
  }
}
