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

/** The stack as it stands in the emulated account. */
export interface Deployment {
  readonly aws: AwsClients;
  /** Physical ids by logical ids. */
  readonly physicalIds: ReadonlyMap<string, string>;
  /** Names of the functions and buckets. */
  readonly collector: string;
  readonly processor: string;
  readonly archiveBucket: string;
  readonly lakeBucket: string;
  readonly archive: ObjectStore;
  readonly lake: ObjectStore;
  /** Where failed invocations go. */
  readonly collectorDeadLetters: string;
  readonly processorDeadLetters: string;
  readonly collectorLog: string;
  readonly processorLog: string;
  readonly topicArn: string;
  readonly secretName: string;
}

/** Finds what was deployed: by the outputs, as a person does, and by the resources. */
export async function findDeployment(aws: AwsClients): Promise<Deployment> {
  const { Stacks = [] } = await aws.cloudFormation.send(new DescribeStacksCommand({ StackName: STACK }));
  const { StackResources = [] } = await aws.cloudFormation.send(
    new DescribeStackResourcesCommand({ StackName: STACK }),
  );
  const output = (name: RegExp) => {
    const found = Stacks[0]?.Outputs?.find(({ OutputKey = '' }) => name.test(OutputKey));
    return present(found?.OutputValue, `output ${name}`);
  };
  const resource = (type: string, name: RegExp) => {
    const found = StackResources.find((one) => one.ResourceType === type && name.test(one.LogicalResourceId ?? ''));
    return present(found?.PhysicalResourceId, `${type} ${name}`);
  };
  const archiveBucket = output(/^ArchiveBucketName$/);
  const lakeBucket = output(/^LakeBucketName$/);
  return {
    aws,
    physicalIds: new Map(StackResources.map((one) => [one.LogicalResourceId ?? '', one.PhysicalResourceId ?? ''])),
    collector: resource('AWS::Lambda::Function', /^Sourceatlassianmain.*Collector/),
    processor: resource('AWS::Lambda::Function', /Processor/),
    archiveBucket,
    lakeBucket,
    archive: new S3ObjectStore(aws.s3, archiveBucket),
    lake: new S3ObjectStore(aws.s3, lakeBucket),
    collectorDeadLetters: resource('AWS::SQS::Queue', /^Sourceatlassianmain.*DeadLetters/),
    processorDeadLetters: resource('AWS::SQS::Queue', /^Processor.*DeadLetters/),
    collectorLog: resource('AWS::Logs::LogGroup', /^Sourceatlassianmain.*Collector/),
    processorLog: resource('AWS::Logs::LogGroup', /Processor/),
    topicArn: output(/^AlertTopicArn$/),
    secretName: output(/^Sourceatlassianmain.*SecretName/),
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
