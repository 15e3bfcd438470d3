import 'aws-cdk-lib/testhelpers/jest-autoclean';
import * as z from 'zod/mini';
import { type SynthesisedStack, synthesise } from './synthesised-stack';

/** Where a name must be unique: in one region of an account, in the whole account, or in something of the stack. */
type Scope = 'region' | 'account' | 'stack';

// The types whose names AWS does not generate, or that have no name: property, and where it must be unique. Types that
// are missing here have no name that could be taken.
const NAMES: Readonly<Record<string, readonly [property: string, scope: Scope]>> = {
  'AWS::Athena::NamedQuery': ['Name', 'stack'],
  'AWS::Athena::WorkGroup': ['Name', 'region'],
  'AWS::CloudTrail::Trail': ['TrailName', 'region'],
  'AWS::CloudWatch::Alarm': ['AlarmName', 'region'],
  'AWS::CloudWatch::Dashboard': ['DashboardName', 'account'],
  'AWS::Events::Rule': ['Name', 'region'],
  'AWS::Glue::Database': ['DatabaseInput.Name', 'region'],
  'AWS::Glue::Table': ['TableInput.Name', 'stack'],
  'AWS::IAM::Policy': ['PolicyName', 'stack'],
  'AWS::IAM::Role': ['RoleName', 'account'],
  'AWS::Lambda::Function': ['FunctionName', 'region'],
  'AWS::Logs::LogGroup': ['LogGroupName', 'region'],
  'AWS::S3::Bucket': ['BucketName', 'account'],
  'AWS::SNS::Topic': ['TopicName', 'region'],
  'AWS::SQS::Queue': ['QueueName', 'region'],
  'AWS::Scheduler::Schedule': ['Name', 'region'],
  'AWS::SecretsManager::Secret': ['Name', 'region'],
};
const NAMELESS = [
  'AWS::CloudFormation::CustomResource',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Permission',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'Custom::KeepwatchDeploymentTrail',
];

const keepwatch = { sources: [{ name: 'jira' }], deploymentTrail: { enabled: true, createCloudTrail: true } };
const one = synthesise({ keepwatch });
const other = synthesise({ keepwatch, stackName: 'Audit' });

const named = z.looseObject({});

/** Each name that the stack chooses itself, in an order that is the same for each stack. */
function fixedNames({ resources }: SynthesisedStack, scope: Scope): [place: string, name: string][] {
  return Object.entries(resources).flatMap(([place, { Type, Properties }]) => {
    const [property = '', scopeOfType] = NAMES[Type] ?? [];
    const [first = '', second] = property.split('.');
    const value = second === undefined ? Properties[first] : named.parse(Properties[first])[second];
    return scopeOfType === scope && typeof value === 'string' ? [[place, value] satisfies [string, string]] : [];
  });
}

describe('names', () => {
  it('are known for every type of resource', () => {
    const types = new Set(Object.values(one.resources).map(({ Type }) => Type));

    expect([...types].filter((type) => NAMES[type] === undefined && !NAMELESS.includes(type))).toEqual([]);
  });

  it.each(['region', 'account'] as const)('that must be unique in the %s begin with the name of the stack', (scope) => {
    const names = fixedNames(one, scope);

    expect(names.filter(([, name]) => !/^keepwatch($|[-/])/i.test(name))).toEqual([]);
    expect(names).not.toEqual([]);
  });

  it('that must be unique in the account contain the region, for a stack of the same name in another region', () => {
    const names = fixedNames(one, 'account');

    expect(names).toEqual([['Dashboard/Dashboard', 'Keepwatch-<AWS::Region>']]);
  });

  it('of two stacks in one region have nothing in common', () => {
    const namesOf = (stack: SynthesisedStack) =>
      [...fixedNames(stack, 'region'), ...fixedNames(stack, 'account')].map(([, name]) => name.toLowerCase());

    const shared = namesOf(one).filter((name) => namesOf(other).includes(name));

    expect(shared).toEqual([]);
    expect(namesOf(one)).toHaveLength(namesOf(other).length);
  });

  // What remains after `destroy` and has a name of its own must be named in cdk.json at the next deployment.
  it('that are taken after the stack is deleted are those of secrets', () => {
    const names = [...fixedNames(one, 'region'), ...fixedNames(one, 'account')];

    const taken = names.filter(([place]) => /Retain/.test(`${one.resources[place]?.DeletionPolicy}`));

    expect(taken).toEqual([['Source-jira/Secret/Secret', 'keepwatch/jira']]);
  });

  it('of outputs are not exported, because exports of all stacks in a region share their names', () => {
    expect(JSON.stringify(one.template.findOutputs('*'))).not.toContain('"Export"');
  });
});
