/** A finding of cfn-lint that is not a fault. */
export interface ListedFinding {
  /** Id of the rule: https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md */
  readonly rule: string;
  /** Places in the construct tree. */
  readonly resource: RegExp;
  readonly reason: string;
}

/** All of them. An entry without a finding fails too, so that it is removed. */
export const LISTED_FINDINGS: readonly ListedFinding[] = [
  {
    rule: 'W3005',
    resource: /^Dashboard\/Dashboard$/,
    reason:
      'The dashboard is created after everything else and before what writes into buckets (ADR 23); what it shows, it would wait for anyway.',
  },
  {
    rule: 'W3005',
    resource: /^(Source-.+\/Collector|Processor\/Function|Trail\/Function)\/Function$/,
    reason:
      'The CDK makes a function wait for its role and for the policy of the role; only the wait for the role is redundant.',
  },
  {
    rule: 'W3005',
    resource: /^Source-.+\/Schedule$/,
    reason: 'A schedule waits for its role and for the policy of the role; only the wait for the role is redundant.',
  },
  {
    rule: 'W3005',
    resource: /^Trail\/CallsAbout\w+$/,
    reason:
      'The trail waits for all of the processor; a pattern that names a role of it would wait for that role anyway.',
  },
];
