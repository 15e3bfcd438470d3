import { ofType, type SynthesisedStack, synthesise } from '../lib/synthesised-stack';
import { type Clause, clausesOf } from './policy-evaluator';

/** Every policy of a stack, taken apart. Resources are named as in `SynthesisedStack`: `<Archive/Bucket.Arn>/captures/…`. */
export interface DeployedPolicies {
  /** What each role may do, by its place in the construct tree. */
  readonly roles: Readonly<Record<string, readonly Clause[]>>;
  /** What the policies of resources say: of buckets, queues, the topic and functions, and whom roles trust. */
  readonly resources: readonly Clause[];
}

const RESOURCE_POLICIES = ['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy'];

/** The customer's key that encrypts a source's existing secret. */
export const CUSTOMER_KEY = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/**
 * A stack with two sources, one with a secret of the stack's own, the other with one that exists already under a
 * customer's key, and with a trail. All alerts are told.
 */
export function stackOfTwoSources(): SynthesisedStack {
  return synthesise({
    keepwatch: {
      sources: [
        { name: 'jira' },
        { name: 'confluence', secretName: 'security/confluence', secretKmsKeyArn: CUSTOMER_KEY },
      ],
      detections: { notifyDays: 3650 },
      deploymentTrail: { enabled: true, createCloudTrail: true },
    },
  });
}

/** Reads every policy of a stack. Throws when a role has permissions in a way that this does not read. */
export function deployedPolicies(stack: SynthesisedStack): DeployedPolicies {
  const roles = ofType(stack, 'AWS::IAM::Role').map(([place, { Properties }]) => {
    const unread = Object.keys(Properties).filter((name) => name !== 'AssumeRolePolicyDocument');
    if (unread.length > 0) throw new Error(`${place} has ${unread.join(' and ')}, which nobody reads.`);
    const policies = ofType(stack, 'AWS::IAM::Policy').filter(([, policy]) => isOf(policy.Properties, place));
    return [
      place,
      clausesOf(policies.flatMap(([, policy]) => statementsOf(policy.Properties.PolicyDocument))),
    ] as const;
  });
  const policies = RESOURCE_POLICIES.flatMap((type) => ofType(stack, type));
  return {
    roles: Object.fromEntries(roles),
    resources: clausesOf([
      ...policies.flatMap(([, { Properties }]) => statementsOf(Properties.PolicyDocument)),
      ...ofType(stack, 'AWS::IAM::Role').flatMap(([place, { Properties }]) =>
        statementsOf(Properties.AssumeRolePolicyDocument).map((trust) => ({ ...trust, Resource: `<${place}.Arn>` })),
      ),
      ...ofType(stack, 'AWS::Lambda::Permission').map(([, { Properties }]) => permissionStatement(Properties)),
    ]),
  };
}

function isOf({ Roles }: Readonly<Record<string, unknown>>, rolePlace: string): boolean {
  return Array.isArray(Roles) && Roles.includes(`<${rolePlace}>`);
}

function statementsOf(document: unknown): object[] {
  const { Statement }: { Statement?: object[] } = { ...(document ?? {}) };
  return Statement ?? [];
}

/** A function's permission is a statement in its policy, written in other words. */
function permissionStatement({
  Action,
  FunctionName,
  Principal,
  SourceArn,
  ...unread
}: Readonly<Record<string, unknown>>) {
  if (Object.keys(unread).length > 0) throw new Error(`A permission has ${Object.keys(unread)}, which nobody reads.`);
  const Condition = { ArnEquals: { 'aws:SourceArn': SourceArn } };
  return { Effect: 'Allow', Action, Resource: FunctionName, Principal: { Service: Principal }, Condition };
}
