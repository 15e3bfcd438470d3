// More columns than this are too thin on a phone.
const MOST_COLUMNS = 100;
const WIDTHS = [
  { width: 1, unit: 'day', title: 'Day' },
  { width: 7, unit: 'week', title: 'Week to' },
  { width: 30, unit: '30 days', title: '30 days to' },
] as const;
const WIDEST = WIDTHS[2];

/** A value of a day. */
export interface OfDay {
  readonly day: string;
  readonly value: number;
}

/** Days as columns of a chart: one each; for long spans, a week or 30 days. The last column ends with the last day. */
export class DayColumns {
  readonly #columnOf = new Map<string, number>();
  /** The last day of each column. */
  readonly labels: readonly string[];
  /** What a column is: a day, a week, 30 days. */
  readonly unit: string;
  /** What the labels are. */
  readonly title: string;

  constructor(readonly days: readonly string[]) {
    const { width, unit, title } = WIDTHS.find((each) => days.length <= each.width * MOST_COLUMNS) ?? WIDEST;
    const columns = Math.ceil(days.length / width);
    for (const [i, day] of days.entries()) {
      this.#columnOf.set(day, columns - 1 - Math.floor((days.length - 1 - i) / width));
    }
    this.labels = Array.from({ length: columns }, (_, i) => days[days.length - 1 - (columns - 1 - i) * width] ?? '');
    this.unit = unit;
    this.title = title;
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
