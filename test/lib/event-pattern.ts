/**
 * Whether an event matches a pattern of EventBridge, as far as Keepwatch's patterns need; throws for other operators. The
 * referee `event-ruler` compares the answers with those of AWS's own engine.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function matches(pattern: unknown, event: unknown): boolean {
  if (Array.isArray(pattern)) return valuesOf(event).some((value) => pattern.some((each) => matchesOne(each, value)));
  if (!isObject(pattern)) throw new Error(`Expected an event pattern, received ${JSON.stringify(pattern)}`);
  if (Array.isArray(event)) return event.some((each) => matches(pattern, each));
  return Object.entries(pattern).every(([name, inner]) => {
    if (name === '$or') return Array.isArray(inner) && inner.some((each) => matches(each, event));
    return matches(inner, isObject(event) ? event[name] : undefined);
  });
}

// In a list, any element may match. A missing field is one value, for `exists`.
function valuesOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function matchesOne(test: unknown, value: unknown): boolean {
  if (!isObject(test)) return value === test;
  const [[operator, operand] = []] = Object.entries(test);
  switch (operator) {
    case 'exists':
      return (value !== undefined) === operand;
    case 'prefix':
      return typeof value === 'string' && value.startsWith(String(operand));
    case 'suffix':
      return typeof value === 'string' && value.endsWith(String(operand));
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
