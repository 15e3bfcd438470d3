// More columns than this are hairs on a phone.
const MOST_COLUMNS = 100;
const WIDTHS = [1, 7, 30];

/** Something of a day. */
export interface OfDay {
  readonly day: string;
  readonly value: number;
}

/** Days as the columns of a chart: one each, or, of a long time, a week or thirty days. */
export class DayColumns {
  readonly #columnOf = new Map<string, number>();
  /** The first day of each column, and how many it has where it is not one. */
  readonly labels: readonly string[];
  /** Days in a column. */
  readonly width: number;

  constructor(days: readonly string[]) {
    const width = WIDTHS.find((each) => days.length <= each * MOST_COLUMNS) ?? 30;
    const labels: string[] = [];
    for (const [i, day] of days.entries()) {
      this.#columnOf.set(day, Math.floor(i / width));
      if (i % width === 0) labels.push(width === 1 ? day : `${width} days from ${day}`);
    }
    this.labels = labels;
    this.width = width;
  }

  /** The sum of each column. */
  sums(values: readonly OfDay[]): readonly number[] {
    return this.#combined(values, (a, b) => a + b);
  }

  /** The largest of each column. */
  largest(values: readonly OfDay[]): readonly number[] {
    return this.#combined(values, Math.max);
  }

  #combined(values: readonly OfDay[], combine: (a: number, b: number) => number): readonly number[] {
    const columns = this.labels.map(() => 0);
    for (const { day, value } of values) {
      const column = this.#columnOf.get(day);
      if (column !== undefined) columns[column] = combine(columns[column] ?? 0, value);
    }
    return columns;
  }
}
