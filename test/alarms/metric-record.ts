import type { AskedMetric } from './alarm-definition';

const MINUTE = 60_000;

interface MinuteOfPoints {
  sum: number;
  minimum: number;
  maximum: number;
  count: number;
}

/** Every point of every metric, by the minute, as CloudWatch keeps them. */
export class MetricRecord {
  readonly #metrics = new Map<string, Map<number, MinuteOfPoints>>();

  /** One point; `at` is its time in epoch milliseconds. */
  put(id: string, value: number, at: number): void {
    const minutes = this.#metrics.get(id) ?? new Map<number, MinuteOfPoints>();
    this.#metrics.set(id, minutes);
    const minute = Math.floor(at / MINUTE);
    const { sum, minimum, maximum, count } = minutes.get(minute) ?? NO_POINTS;
    minutes.set(minute, {
      sum: sum + value,
      minimum: Math.min(minimum, value),
      maximum: Math.max(maximum, value),
      count: count + 1,
    });
  }

  /** The statistic of the minutes before `end`, so many of them; undefined when they have no point. */
  statistic({ id, statistic }: AskedMetric, end: number, minutes: number): number | undefined {
    const points = this.#metrics.get(id);
    if (!points) return undefined;
    const all = { ...NO_POINTS };
    for (let minute = end - minutes; minute < end; minute += 1) {
      const these = points.get(minute);
      if (!these) continue;
      all.sum += these.sum;
      all.minimum = Math.min(all.minimum, these.minimum);
      all.maximum = Math.max(all.maximum, these.maximum);
      all.count += these.count;
    }
    if (all.count === 0) return undefined;
    switch (statistic) {
      case 'Sum':
        return all.sum;
      case 'Minimum':
        return all.minimum;
      case 'Maximum':
        return all.maximum;
      case 'Average':
        return all.sum / all.count;
    }
  }
}

const NO_POINTS: Readonly<MinuteOfPoints> = { sum: 0, minimum: Infinity, maximum: -Infinity, count: 0 };
