import { CfnResource, type Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Makes CloudFormation create `last` after the rest of the stack, with `gate` between the two. What writes into buckets
 * belongs into `last`: CloudFormation cannot delete a bucket that holds objects, so a failure before that leaves nothing.
 */
export function createLast(stack: Stack, gate: CfnResource, last: readonly IConstruct[]): void {
  const late = new Set(last.flatMap((construct) => construct.node.findAll()));
  for (const each of stack.node.findAll()) {
    if (CfnResource.isCfnResource(each) && each !== gate && !late.has(each)) gate.addResourceDependency(each);
  }
  for (const construct of last) construct.node.addDependency(gate);
}
