/** The value of an expression for one period that begins at a time, in epoch milliseconds. */
export type Expression = (valueIn: (id: string) => number | undefined, startsAt: number) => number;

/**
 * The two forms of metric math that the stack uses. Throws for any other: its meaning is not guessed.
 * `FILL` fills what is missing, and `DAY` gives each period its day, from 1 for Monday, in UTC, whether it has points or not.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function readExpression(text: string, ids: Iterable<string>): Expression {
  const known = new Set(ids);
  const expression = readSum(text, known) ?? readQuietDays(text, known);
  if (!expression) throw new Error(`This form of metric math is not understood: ${text}`);
  return expression;
}

function readSum(text: string, known: ReadonlySet<string>): Expression | undefined {
  const filled = text.split(' + ').map((part) => readFill(part, known));
  if (filled.some((part) => part === undefined)) return undefined;
  return (valueIn, startsAt) => filled.reduce((sum, part) => sum + (part?.(valueIn, startsAt) ?? 0), 0);
}

function readFill(text: string, known: ReadonlySet<string>): Expression | undefined {
  const [, id = ''] = /^FILL\((\w+), 0\)$/.exec(text) ?? [];
  return known.has(id) ? (valueIn) => valueIn(id) ?? 0 : undefined;
}

function readQuietDays(text: string, known: ReadonlySet<string>): Expression | undefined {
  const [, condition = '', otherwise = ''] = /^IF\((.+), 1, (FILL\(\w+, 0\))\)$/.exec(text) ?? [];
  const filled = readFill(otherwise, known);
  const days = condition.split(' OR ').map((part) => {
    const [, id = '', day] = /^DAY\((\w+)\) == ([1-7])$/.exec(part) ?? [];
    return known.has(id) ? Number(day) : undefined;
  });
  if (!filled || days.includes(undefined)) return undefined;
  return (valueIn, startsAt) => (days.includes(dayOf(startsAt)) ? 1 : filled(valueIn, startsAt));
}

function dayOf(time: number): number {
  return new Date(time).getUTCDay() || 7;
}
