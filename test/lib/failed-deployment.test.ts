import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { type SynthesisedStack, synthesise } from './synthesised-stack';

const stack = synthesise({
  keepwatch: {
    sources: [{ name: 'jira' }, { name: 'hr' }],
    deploymentTrail: { enabled: true, createCloudTrail: true },
  },
});
const RETAINED = ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::Logs::LogGroup', 'AWS::SecretsManager::Secret'];
const WRITERS = ['AWS::Scheduler::Schedule', 'Custom::KeepwatchDeploymentTrail', 'AWS::CloudTrail::Trail'];

/** The resources that CloudFormation creates before this one: what it names in `DependsOn` and in its properties. */
function createdBefore({ resources }: SynthesisedStack, place: string): ReadonlySet<string> {
  const before = new Set<string>();
  const visit = (at: string): void => {
    const references = JSON.stringify(resources[at]).matchAll(/<([^<>]+?)(?:\.[A-Z]\w*)?>/g);
    for (const [, name = ''] of references) {
      if (resources[name] === undefined || before.has(name)) continue;
      before.add(name);
      visit(name);
    }
  };
  visit(place);
  return before;
}

// The test in each file of a resource says what outlives the stack; this says what does not outlive a failure.
describe('a first deployment that fails', () => {
  it('deletes what it created, also what outlives the stack later', () => {
    // Act
    const retained = Object.entries(stack.resources).filter(([, { DeletionPolicy }]) =>
      /Retain/.test(`${DeletionPolicy}`),
    );

    // Assess
    expect([...new Set(retained.map(([, { Type }]) => Type))].sort()).toEqual([...RETAINED].sort());
    expect(retained.filter(([, { DeletionPolicy }]) => DeletionPolicy !== 'RetainExceptOnCreate')).toEqual([]);
    // When an update replaces one, the old one stays: CloudFormation knows no exception there.
    expect(retained.filter(([, { UpdateReplacePolicy }]) => UpdateReplacePolicy !== 'Retain')).toEqual([]);
  });

  it.each(WRITERS)(
    'fails before %s exists, which fills the buckets that CloudFormation would have to delete',
    (type) => {
      // Prepare
      const isWriter = (place: string) => WRITERS.includes(stack.resources[place]?.Type ?? '');
      const others = Object.keys(stack.resources).filter((place) => !isWriter(place));
      const writers = Object.keys(stack.resources).filter((place) => stack.resources[place]?.Type === type);

      // Act
      const missing = writers.map((writer) => others.filter((place) => !createdBefore(stack, writer).has(place)));

      // Assess
      expect(missing).toEqual(writers.map(() => []));
      expect(writers.length).toBeGreaterThan(0);
    },
  );
});
