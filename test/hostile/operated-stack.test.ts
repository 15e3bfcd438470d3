import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { deadLettersOf } from '../../cli/place/stack/dead-letter-queue';
import { FunctionFailedError, invoke } from '../../cli/place/stack/invoke';
import { reportFailure } from '../../cli/terminal/report-failure';
import { parseCaptureKey } from '../../lambda/archive/capture';
import { fuzz } from './fuzz';
import { hostileJson, hostileText, nested } from './hostile-json';

const BUCKET = 'the-archive';
const sqs = mockClient(SQSClient);
const lambda = mockClient(LambdaClient);
beforeEach(() => {
  process.env.AWS_REGION = 'eu-central-1';
  for (const client of [sqs, lambda]) client.reset();
});
afterEach(() => jest.restoreAllMocks());

const quoted = (text: string) => JSON.stringify(text);
const key = fc.oneof(
  fc.constantFrom('captures/atlassian-main/000000000007.json.gz', 'captures/../../state/x/000000000001.json.gz'),
  fc.constantFrom('captures//000000000001.json.gz', 'captures/a/0.json.gz', 'receipts/a/000000000001.json', ''),
  hostileText.map((text) => `captures/${text}/000000000001.json.gz`),
  hostileText,
);
const event = fc
  .tuple(fc.oneof({ arbitrary: fc.constant(quoted(BUCKET)), weight: 4 }, hostileJson), key.map(quoted))
  .map(([bucket, object]) => `{"detail":{"bucket":{"name":${bucket}},"object":{"key":${object}}}}`);
const body = fc.oneof(
  event,
  event.map((text) => `{"requestPayload":${text},"responsePayload":null}`),
  event.map((text) => text.slice(0, -1)),
  hostileJson.map((text) => `{"requestPayload":${text}}`),
  hostileJson,
  hostileText,
  fc.constantFrom(
    nested(100_000),
    '{"__proto__":{"requestPayload":1}}',
    '{"requestPayload":{"detail":{"bucket":null}}}',
  ),
);

describe('any message in the dead-letter queue', () => {
  fuzz(
    'a message that names a capture is offered once, others become visible again, and none is deleted',
    300,
    fc.array(body, { maxLength: 12 }),
    async (bodies) => {
      for (const client of [sqs, lambda]) client.reset();
      const messages = bodies.map((Body, i) => ({ Body, ReceiptHandle: `handle-${i}` }));
      sqs
        .on(ReceiveMessageCommand)
        .resolvesOnce({ Messages: messages.slice(0, 10) })
        .resolvesOnce({ Messages: messages.slice(10) })
        .resolves({});
      sqs.on(GetQueueAttributesCommand).resolves({});

      const { letters, foreignMessages } = await deadLettersOf('https://sqs/dead', BUCKET);

      expect(letters.length + foreignMessages).toBe(messages.length);
      expect(letters.filter((letter) => parseCaptureKey(letter.key) === undefined)).toEqual([]);
      expect(sqs.commandCalls(DeleteMessageCommand)).toEqual([]);
      expect(sqs.commandCalls(ChangeMessageVisibilityCommand)).toHaveLength(foreignMessages);
    },
  );
});

describe('any answer of a function that an operator invokes', () => {
  const answer = fc.oneof(
    hostileText.map((text) => Buffer.from(`{"errorMessage":${quoted(text)}}`)),
    hostileJson.map((text) => Buffer.from(`{"errorMessage":${text},"errorType":1}`)),
    hostileJson.map((text) => Buffer.from(text)),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.constantFrom(Buffer.from(nested(100_000)), Buffer.from('x'.repeat(300_000)), undefined),
  );

  fuzz(
    'a failure is explained in printable lines',
    300,
    fc.tuple(answer, fc.constantFrom('Unhandled', 'Handled', '')),
    async ([Payload, FunctionError]) => {
      lambda.reset();
      lambda.on(InvokeCommand).resolves({ FunctionError, ...(Payload ? { Payload } : {}) } as never);
      let said = '';
      jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
        said += text;
        return true;
      });

      const failure = await invoke('the-processor', {}).then(
        () => undefined,
        (error: unknown) => error,
      );
      reportFailure(failure);

      expect(failure).toBeInstanceOf(FunctionFailedError);
      expect(said).toMatch(/^Failed: /);
      expect(said).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    },
  );

  fuzz('the answer of a success is ignored', 50, answer, async (Payload) => {
    lambda.reset();
    lambda.on(InvokeCommand).resolves(Payload ? ({ Payload } as never) : {});

    await expect(invoke('the-trail', {})).resolves.toBeUndefined();
  });
});
