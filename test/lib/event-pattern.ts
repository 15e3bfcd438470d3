/**
 * Whether an event fits a pattern of EventBridge, as far as Keepwatch's patterns go; throws for what they do not use.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function fits(pattern: unknown, event: unknown): boolean {
  if (Array.isArray(pattern)) return valuesOf(event).some((value) => pattern.some((each) => fitsOne(each, value)));
  if (!isObject(pattern)) throw new Error(`Expected an event pattern, received ${JSON.stringify(pattern)}`);
  return Object.entries(pattern).every(([name, inner]) => {
    if (name === '$or') return Array.isArray(inner) && inner.some((each) => fits(each, event));
    return fits(inner, isObject(event) ? event[name] : undefined);
  });
}

// Of a list, any element may fit; what is not there is one value, for `exists`.
function valuesOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function fitsOne(test: unknown, value: unknown): boolean {
  if (!isObject(test)) return value === test;
  const [[operator, operand] = []] = Object.entries(test);
  switch (operator) {
    case 'exists':
      return (value !== undefined) === operand;
    case 'prefix':
      return typeof value === 'string' && value.startsWith(String(operand));
    case 'wildcard':
      return typeof value === 'string' && asExpression(String(operand)).test(value);
    case 'anything-but':
      return value !== undefined && !valuesOf(operand).includes(value);
    default:
      throw new Error(`No pattern of Keepwatch uses ${operator}.`);
  }
}

function asExpression(wildcard: string): RegExp {
  return new RegExp(`^${wildcard.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 's');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
