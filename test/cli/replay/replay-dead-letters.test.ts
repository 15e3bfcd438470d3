import { Readable } from 'node:stream';
import { CloudFormationClient, DescribeStacksCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, ListObjectsV2Command, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { captureKey } from '../../../lambda/archive/capture';
import { receiptKey } from '../../../lambda/lake/layout';
import { keepwatch } from '../in-process';

const cloudFormation = mockClient(CloudFormationClient);
const lambda = mockClient(LambdaClient);
const s3 = mockClient(S3Client);
const sqs = mockClient(SQSClient);
const sts = mockClient(STSClient);

const RECEIPT = {
  v: 1,
  source: 'jira',
  seq: 1,
  captureSha256: 'ab'.repeat(32),
  outputs: [],
  counts: { records: 0, events: 0, rejected: 0, duplicates: 0, alerts: 0 },
};

/** An object as the SDK gives it. */
function bodyOf(text: string) {
  const bytes = Buffer.from(text);
  return {
    Body: Object.assign(Readable.from([bytes]), {
      transformToByteArray: async () => new Uint8Array(bytes),
      transformToString: async () => text,
      transformToWebStream: () => new Blob([bytes]).stream(),
    }),
  };
}

const output = (OutputKey: string) => ({ OutputKey, OutputValue: OutputKey.toLowerCase() });
const resource = (ResourceType: string, LogicalResourceId: string) => ({
  ResourceType,
  LogicalResourceId,
  PhysicalResourceId: LogicalResourceId,
  LastUpdatedTimestamp: new Date(0),
  ResourceStatus: 'CREATE_COMPLETE' as const,
});

beforeEach(() => {
  process.env.AWS_REGION = 'eu-central-1';
  for (const client of [cloudFormation, lambda, s3, sqs, sts]) client.reset();
  cloudFormation.on(DescribeStacksCommand).resolves({
    Stacks: [
      {
        StackName: 'Keepwatch',
        CreationTime: new Date(0),
        StackStatus: 'CREATE_COMPLETE',
        Outputs: ['ArchiveBucketName', 'LakeBucketName'].map(output),
      },
    ],
  });
  cloudFormation.on(ListStackResourcesCommand).resolves({
    StackResourceSummaries: [
      resource('AWS::Lambda::Function', 'ProcessorFunction'),
      resource('AWS::SQS::Queue', 'ProcessorDeadLettersQueue'),
    ],
  });
  s3.on(GetObjectCommand).rejects(new NoSuchKey({ message: 'none', $metadata: {} }));
  sts.on(GetCallerIdentityCommand).resolves({ UserId: 'ada' });
});
afterEach(() => jest.restoreAllMocks());

describe('replay of the dead letters of a stack', () => {
  it('takes what was processed out of the queue, and shows again what failed and what was not asked for', async () => {
    // Prepare
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const letters = { works: captureKey('jira', 1), fails: captureKey('jira', 2), other: captureKey('other', 1) };
    const Messages = Object.entries(letters).map(([ReceiptHandle, key]) => ({
      ReceiptHandle,
      Body: JSON.stringify({ detail: { bucket: { name: 'archivebucketname' }, object: { key } } }),
    }));
    s3.on(GetObjectCommand, { Key: receiptKey('jira', 1) }).resolves(bodyOf(JSON.stringify(RECEIPT)));
    s3.on(ListObjectsV2Command).resolves({ Contents: [{ Key: letters.works }] });
    sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessagesNotVisible: '3' } });
    sqs.on(ReceiveMessageCommand).resolvesOnce({ Messages }).resolves({});
    lambda
      .on(InvokeCommand)
      .callsFake(({ Payload }) =>
        String(Payload).includes(letters.fails)
          ? { FunctionError: 'Unhandled', Payload: Buffer.from('{"errorMessage":"It is gone."}') }
          : {},
      );

    // Act
    const { out, exitCode } = await keepwatch('replay', '--dead-letters', '--source', 'jira', '--stack', 'Keepwatch');

    // Assess
    expect(out).toContain(`${letters.fails}: It is gone.`);
    expect(exitCode).toBe(1);
    const handlesOf = (
      calls: readonly { args: readonly [{ input: { ReceiptHandle?: string | undefined } }, ...unknown[]] }[],
    ) => calls.map(({ args: [{ input }] }) => input.ReceiptHandle);
    expect(handlesOf(sqs.commandCalls(DeleteMessageCommand))).toEqual(['works']);
    expect(handlesOf(sqs.commandCalls(ChangeMessageVisibilityCommand))).toEqual(['other', 'fails']);
  });
});
