import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { App, Stack } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { stackOfTwoSources } from './deployed-policies';

/** What the rules find that no construct acknowledges, one line for each rule and resource. */
function findingsIn(stack: Stack): string[] {
  const { violations } = new AwsSolutionsChecks().validateScope(stack);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
  );
}

describe("AWS's own rules for solutions", () => {
  it('find nothing that is not acknowledged with a reason', () => {
    const { stack } = stackOfTwoSources();

    const findings = findingsIn(stack);

    // The one exception: why each wildcard of a resource is needed stands in denied.test.ts, which also finds stale ones.
    expect(findings.filter((finding) => !finding.startsWith('AwsSolutions-IAM5[Resource::'))).toEqual([]);
  });

  it('find what is not acknowledged', () => {
    const stack = new Stack(new App(), 'Careless');
    new CfnBucket(stack, 'Bucket');

    const findings = findingsIn(stack);

    expect(findings).toEqual(
      expect.arrayContaining(['AwsSolutions-S1 Careless/Bucket', 'AwsSolutions-S10 Careless/Bucket']),
    );
  });
});
