import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import type { DeployedStack } from '../../../../cli/place/stack/deployed-stack';
import { stackPlace } from '../../../../cli/place/stack/stack-place';
import type { OwnAction } from '../../../../lambda/sources/deployment/own-action';

const KEY = 'captures/atlassian-main/000000000007.json.gz';
const created = (bucket: string, key: string) => ({ detail: { bucket: { name: bucket }, object: { key } } });
const resource = (type: string, logicalId: string, physicalId: string) => ({ type, logicalId, physicalId });
const stack: DeployedStack = {
  name: 'Keepwatch',
  status: 'UPDATE_COMPLETE',
  since: '2026-11-25T12:00:00.000Z',
  outputs: new Map([
    ['ArchiveBucketName', 'the-archive'],
    ['LakeBucketName', 'the-lake'],
  ]),
  resources: [
    resource('AWS::Lambda::Function', 'ProcessorFunction1', 'the-processor'),
    resource('AWS::Lambda::Function', 'TrailFunction2', 'the-trail'),
    resource('AWS::SQS::Queue', 'ProcessorDeadLettersQueue3', 'https://sqs/processor'),
  ],
};
const action: OwnAction = {
  id: 'a-1',
  name: 'REPLAY_CAPTURES',
  description: 'Captures were processed again',
  result: 'SUCCEEDED',
  errors: [],
  actor: { id: 'ada', type: 'USER', attributes: {} },
  parameters: {},
  about: null,
};

const lambda = mockClient(LambdaClient);
const sqs = mockClient(SQSClient);
const sts = mockClient(STSClient);
beforeEach(() => {
  process.env.AWS_REGION = 'eu-central-1';
  for (const client of [lambda, sqs, sts]) client.reset();
});

const answer = (value: unknown) => new Uint8Array(Buffer.from(JSON.stringify(value)));
const payloads = () =>
  lambda
    .commandCalls(InvokeCommand)
    .map(({ args: [{ input }] }) => [input.FunctionName, JSON.parse(`${input.Payload}`)]);

describe('the Keepwatch of a stack', () => {
  it('has its processor process a capture, as S3 would', async () => {
    lambda.on(InvokeCommand).resolves({ Payload: answer(null) } as never);
    await stackPlace(stack).process(KEY);
    expect(payloads()).toEqual([['the-processor', created('the-archive', KEY)]]);
  });

  it.each<[string, unknown, string]>([
    ['its own message', { errorType: 'ArchiveError', errorMessage: 'It is gone.' }, 'It is gone.'],
    ['none', 'Task timed out', 'the-processor failed; see its log.'],
  ])('says why the processor failed: %s', async (_name, said, message) => {
    lambda.on(InvokeCommand).resolves({ FunctionError: 'Unhandled', Payload: answer(said) } as never);
    await expect(stackPlace(stack).process(KEY)).rejects.toThrow(message);
  });

  it('has its trail keep what was done, and keeps nothing where there is no trail', async () => {
    lambda.on(InvokeCommand).resolves({});
    await stackPlace(stack).recordAction(action);
    const resources = stack.resources.filter(({ physicalId }) => physicalId !== 'the-trail');
    await stackPlace({ ...stack, resources }).recordAction(action);
    expect(payloads()).toEqual([['the-trail', { ownAction: action }]]);
  });

  it('says who does it, as AWS knows him', async () => {
    sts.on(GetCallerIdentityCommand).resolves({ UserId: 'AIDA', Arn: 'arn:aws:iam::1:user/ada', Account: '1' });
    expect(await stackPlace(stack).operator()).toEqual({
      id: 'AIDA',
      type: 'USER',
      name: 'arn:aws:iam::1:user/ada',
      attributes: { arn: 'arn:aws:iam::1:user/ada', accountId: '1' },
    });
  });

  it('takes what waits in the dead-letter queue, and shows again what is not its own', async () => {
    const message = (ReceiptHandle: string, body: unknown) => ({
      ReceiptHandle,
      Body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    sqs
      .on(ReceiveMessageCommand)
      .resolvesOnce({ Messages: [message('by-lambda', { requestPayload: created('the-archive', KEY) })] })
      .resolvesOnce({
        Messages: [
          message('by-eventbridge', created('the-archive', KEY)),
          message('of-another', created('other', KEY)),
          message('no-json', 'no JSON'),
        ],
      })
      .resolves({});

    sqs.on(GetQueueAttributesCommand).resolves({
      Attributes: { ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '7' },
    });

    const { letters, foreignMessages, hidden } = await stackPlace(stack).deadLetters();
    await letters[0]?.settle(true);
    await letters[1]?.settle(false);

    // Of seven, four were taken here.
    expect([letters.map(({ key }) => key), foreignMessages, hidden]).toEqual([[KEY, KEY], 2, 3]);
    const handles = (
      calls: readonly { args: readonly [{ input: { ReceiptHandle?: string | undefined } }, ...unknown[]] }[],
    ) => calls.map(({ args: [{ input }] }) => input.ReceiptHandle);
    expect(handles(sqs.commandCalls(DeleteMessageCommand))).toEqual(['by-lambda']);
    expect(handles(sqs.commandCalls(ChangeMessageVisibilityCommand))).toEqual([
      'of-another',
      'no-json',
      'by-eventbridge',
    ]);
  });

  it('gives back what it took when the queue fails', async () => {
    sqs
      .on(ReceiveMessageCommand)
      .resolvesOnce({ Messages: [{ ReceiptHandle: 'taken', Body: JSON.stringify(created('the-archive', KEY)) }] })
      .rejects(new Error('no more'));
    await expect(stackPlace(stack).deadLetters()).rejects.toThrow('no more');
    expect(
      sqs.commandCalls(ChangeMessageVisibilityCommand).map(({ args: [{ input }] }) => input.ReceiptHandle),
    ).toEqual(['taken']);
  });
});
