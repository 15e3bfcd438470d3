import * as z from 'zod/mini';

/** A request to AWS, as its policies see it. */
export interface Call {
  /** Who asks: a role, or a service such as `lambda.amazonaws.com`. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** Condition keys and their values; a key that the request does not carry is absent. */
  readonly context: Readonly<Record<string, string>>;
}

/** One action on one resource pattern: what a statement says, taken apart so that each part can be looked at alone. */
export interface Clause {
  readonly effect: 'Allow' | 'Deny';
  readonly action: string;
  readonly resource: string;
  /** Whom it is about, in a resource's policy; in a role's it is the role. */
  readonly principal: string | undefined;
  readonly conditions: readonly Condition[];
}

interface Condition {
  readonly operator: Operator;
  readonly key: string;
  readonly values: readonly string[];
}

// The operators that the template uses. A key that the request lacks fails all but Null and
// StringNotEquals.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
const OPERATORS = {
  StringEquals: (actual, values) => values.some((value) => value === actual),
  StringLike: (actual, values) => actual !== undefined && values.some((value) => matches(value, actual)),
  StringNotEquals: (actual, values) => !values.some((value) => value === actual),
  ArnEquals: (actual, values) => values.some((value) => value === actual),
  ArnLike: (actual, values) => actual !== undefined && values.some((value) => matches(value, actual)),
  Bool: (actual, values) => values.some((value) => value === actual),
  NumericLessThan: (actual, values) => values.some((value) => Number(actual) < Number(value)),
  Null: (actual, values) => values.some((value) => value === String(actual === undefined)),
} satisfies Record<string, (actual: string | undefined, values: readonly string[]) => boolean>;
type Operator = keyof typeof OPERATORS;

const text = z.union([z.string(), z.number(), z.boolean()]);
const conditionsSchema = z.record(z.string(), z.record(z.string(), z.union([text, z.array(text)])));
const oneOrMore = z.union([z.string(), z.array(z.string())]);
// Strict: NotAction, NotResource, NotPrincipal and whatever comes to be are refused, not passed over.
const statementSchema = z.strictObject({
  Sid: z.optional(z.string()),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: oneOrMore,
  Principal: z.optional(
    z.union([z.literal('*'), z.strictObject({ AWS: z.literal('*') }), z.strictObject({ Service: z.string() })]),
  ),
  Condition: z.optional(conditionsSchema),
});

/** Takes statements apart. Throws on anything that this evaluator does not know, so that it never passes by ignorance. */
export function clausesOf(statements: readonly unknown[]): Clause[] {
  return statements.flatMap((statement) => {
    if (JSON.stringify(statement).includes('${')) throw new Error('The policy evaluator does not know variables.');
    const { Effect, Action, Resource, Principal, Condition = {} } = statementSchema.parse(statement);
    const principal = typeof Principal === 'object' && 'Service' in Principal ? Principal.Service : Principal && '*';
    const conditions = conditionsOf(Condition);
    return [Action]
      .flat()
      .flatMap((action) =>
        [Resource].flat().map((resource) => ({ effect: Effect, action, resource, principal, conditions })),
      );
  });
}

/**
 * Whether a call within one account is allowed: by a clause of the caller's own or of the resource's policy, and denied
 * by none. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function isAllowed(call: Call, clauses: readonly Clause[]): boolean {
  const said = clauses.filter((clause) => applies(clause, call)).map(({ effect }) => effect);
  return said.includes('Allow') && !said.includes('Deny');
}

/** Whether a clause says anything about a call. */
export function applies(clause: Clause, call: Call): boolean {
  return (
    [undefined, '*', call.principal].includes(clause.principal) &&
    matches(clause.action.toLowerCase(), call.action.toLowerCase()) &&
    matches(clause.resource, call.resource) &&
    clause.conditions.every(({ operator, key, values }) => OPERATORS[operator](call.context[key], values))
  );
}

function conditionsOf(condition: z.infer<typeof conditionsSchema>): Condition[] {
  return Object.entries(condition).flatMap(([operator, keys]) => {
    if (!isOperator(operator)) throw new Error(`The policy evaluator does not know the operator ${operator}.`);
    return Object.entries(keys).map(([key, value]) => {
      const values = [value].flat().map(String);
      if (operator === 'ArnEquals' && /[*?]/.test(values.join())) {
        throw new Error(`The policy evaluator does not know patterns in ArnEquals: ${values}`);
      }
      return { operator, key, values };
    });
  });
}

function isOperator(operator: string): operator is Operator {
  return Object.hasOwn(OPERATORS, operator);
}

function matches(pattern: string, value: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(value);
}
