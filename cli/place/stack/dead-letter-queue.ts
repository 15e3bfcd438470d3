import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { parseCaptureKey } from '../../../lambda/archive/capture';
import { SettingError } from '../../../lambda/errors';
import { createdKey } from '../../../lambda/platform/s3-event';
import { isObject } from '../../../lambda/schema/canonical-json';
import type { DeadLetter, DeadLetters } from '../place';
import { QUEUE_CLIENT } from './queue-client';

// The time to process what was taken; then the messages become visible again.
const HIDDEN_SECONDS = 900;
const WAIT_SECONDS = 2;
// As many as can be processed before the first becomes visible again.
const MOST_AT_A_TIME = 500;

/** Takes the messages of the processor's dead-letter queue. They stay hidden until they are settled, for at most 15 minutes. */
export async function deadLettersOf(queueUrl: string, archiveBucket: string): Promise<DeadLetters> {
  const client = new SQSClient(QUEUE_CLIENT);
  const show = async ({ ReceiptHandle }: Message) => {
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  };
  const taken: Message[] = [];
  try {
    while (taken.length < MOST_AT_A_TIME) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: HIDDEN_SECONDS,
          WaitTimeSeconds: WAIT_SECONDS,
        }),
      );
      if (Messages.length === 0) break;
      taken.push(...Messages);
    }
  } catch (error) {
    await Promise.allSettled(taken.map(show));
    throw error;
  }
  const keyed = taken.map((message) => ({ message, key: keyIn(message, archiveBucket) }));
  const letters = keyed.flatMap(({ message, key }): DeadLetter[] => {
    const remove = async () => {
      await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }));
    };
    return key === undefined ? [] : [{ key, settle: (processed) => (processed ? remove() : show(message)) }];
  });
  const hidden = Math.max(0, (await messagesIn(client, queueUrl)) - taken.length);
  // Not earlier: they would be received again.
  await Promise.allSettled(keyed.filter(({ key }) => key === undefined).map(({ message }) => show(message)));
  return { letters, foreignMessages: taken.length - letters.length, hidden };
}

/** How many messages a queue has, also those in flight. SQS updates these counts with a delay. */
export async function messagesIn(client: SQSClient, queueUrl: string): Promise<number> {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] });
  const { Attributes = {} } = await client.send(command);
  return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}

// A message from Lambda has the event in `requestPayload`; one from EventBridge is the event.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
function keyIn({ Body = '' }: Message, archiveBucket: string): string | undefined {
  try {
    const body: unknown = JSON.parse(Body);
    const key = createdKey(isObject(body) && 'requestPayload' in body ? body.requestPayload : body, archiveBucket);
    return parseCaptureKey(key) && key;
  } catch (error) {
    if (error instanceof SettingError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
