import {
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListSchedulesCommand } from '@aws-sdk/client-scheduler';
import type { ObjectStore } from '../../lambda/platform/object-store';
import { S3ObjectStore } from '../../lambda/platform/s3-object-store';
import type { AwsClients } from './aws-clients';

/** Name of the stack when nothing else is configured. */
export const STACK = 'Keepwatch';

/** Names of the sources that are polled. */
export const SOURCES = { atlassian: 'atlassian-main', panther: 'panther-main' } as const;

/** A function of the stack: its name, where its failed invocations go, and its log. */
export interface DeployedFunction {
  readonly name: string;
  readonly deadLetters: string;
  readonly log: string;
}

/** A source of the stack, and the function that collects it. */
export interface DeployedSource {
  readonly source: string;
  readonly secretName: string;
  readonly collector: DeployedFunction;
  /** Name of the role with which it runs. */
  readonly collectorRole: string;
}

/** The stack as it stands in the emulated account. */
export interface Deployment {
  readonly aws: AwsClients;
  readonly stackId: string;
  /** Physical ids by logical ids. */
  readonly physicalIds: ReadonlyMap<string, string>;
  readonly atlassian: DeployedSource;
  readonly panther: DeployedSource;
  readonly processor: DeployedFunction;
  readonly trail: DeployedFunction;
  readonly archiveBucket: string;
  readonly lakeBucket: string;
  readonly archive: ObjectStore;
  readonly lake: ObjectStore;
  readonly topicArn: string;
}

/** Finds what was deployed: by the outputs, as a person does, and by the resources. */
export async function findDeployment(aws: AwsClients): Promise<Deployment> {
  const { Stacks: [stack] = [] } = await aws.cloudFormation.send(new DescribeStacksCommand({ StackName: STACK }));
  const { StackResources = [] } = await aws.cloudFormation.send(
    new DescribeStackResourcesCommand({ StackName: STACK }),
  );
  const output = (name: RegExp) => {
    const found = stack?.Outputs?.find(({ OutputKey = '' }) => name.test(OutputKey));
    return present(found?.OutputValue, `output ${name}`);
  };
  const resource = (type: string, name: string) => {
    const found = StackResources.find(
      (one) => one.ResourceType === type && new RegExp(`^${name}`).test(one.LogicalResourceId ?? ''),
    );
    return present(found?.PhysicalResourceId, `${type} ${name}`);
  };
  const functionIn = (construct: string) => ({
    name: resource('AWS::Lambda::Function', construct),
    deadLetters: resource('AWS::SQS::Queue', `${construct}.*DeadLetters`),
    log: resource('AWS::Logs::LogGroup', construct),
  });
  const sourceCalled = (source: string) => {
    // A logical id has no hyphens.
    const construct = `Source${source.replaceAll('-', '')}`;
    return {
      source,
      secretName: output(new RegExp(`^${construct}.*SecretName`)),
      collector: functionIn(construct),
      collectorRole: resource('AWS::IAM::Role', `${construct}.*CollectorRole`),
    };
  };
  const archiveBucket = output(/^ArchiveBucketName$/);
  const lakeBucket = output(/^LakeBucketName$/);
  return {
    aws,
    stackId: present(stack?.StackId, 'id'),
    physicalIds: new Map(StackResources.map((one) => [one.LogicalResourceId ?? '', one.PhysicalResourceId ?? ''])),
    atlassian: sourceCalled(SOURCES.atlassian),
    panther: sourceCalled(SOURCES.panther),
    processor: functionIn('Processor'),
    trail: functionIn('Trail'),
    archiveBucket,
    lakeBucket,
    archive: new S3ObjectStore(aws.s3, archiveBucket),
    lake: new S3ObjectStore(aws.s3, lakeBucket),
    topicArn: output(/^AlertTopicArn$/),
  };
}

function present(value: string | undefined, what: string): string {
  if (value === undefined) throw new Error(`The stack has no ${what}.`);
  return value;
}

/** Whether nothing of the stack runs any more. What it keeps is not asked for here. */
export async function isGone({ cloudFormation, lambda, scheduler }: AwsClients): Promise<boolean> {
  const { StackSummaries = [] } = await cloudFormation.send(new ListStacksCommand({}));
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  const { Schedules = [] } = await scheduler.send(new ListSchedulesCommand({}));
  const isDeleted = StackSummaries.every((one) => one.StackName !== STACK || one.StackStatus === 'DELETE_COMPLETE');
  return isDeleted && Functions.length === 0 && Schedules.length === 0;
}
