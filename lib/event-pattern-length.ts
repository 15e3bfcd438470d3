import { Stack } from 'aws-cdk-lib';
import { CfnRule, type Rule } from 'aws-cdk-lib/aws-events';

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
const MAX_PATTERN_LENGTH = 2048;

// The longest value of what is known only when the stack is deployed.
const LONGEST_ROLE_NAME = 64;
const LONGEST: Readonly<Record<string, number>> = {
  'AWS::Partition': 'aws-us-gov'.length,
  'AWS::Region': 'ap-southeast-1'.length,
  'AWS::AccountId': 12,
};

/** Synthesis fails if EventBridge would refuse the rule's pattern for its length. `cause` says why, and what to change. */
export function limitPatternLength(rule: Rule, cause: string): void {
  rule.node.addValidation({
    validate: () => {
      const resource = rule.node.defaultChild;
      if (!(resource instanceof CfnRule)) return [];
      const pattern = Stack.of(rule).resolve(resource.eventPattern);
      const { length } = JSON.stringify(pattern, (_, value: unknown) => longestText(value));
      if (length <= MAX_PATTERN_LENGTH) return [];
      return [`Its event pattern can have ${length} characters; EventBridge allows ${MAX_PATTERN_LENGTH}. ${cause}`];
    },
  });
}

function longestText(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value) return 'x'.repeat(LONGEST[String(value.Ref)] ?? LONGEST_ROLE_NAME);
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join'])) {
    const [separator, parts]: readonly unknown[] = value['Fn::Join'];
    if (Array.isArray(parts)) return parts.map(longestText).join(String(separator));
  }
  return value;
}
