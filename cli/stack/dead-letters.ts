import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { parseCaptureKey } from '../../lambda/archive/capture';
import { SettingError } from '../../lambda/errors';
import { AWS_CLIENT } from '../../lambda/platform/aws-clients';
import { createdKey } from '../../lambda/platform/s3-event';
import { isObject } from '../../lambda/schema/canonical-json';
import type { DeadLetter, DeadLetters } from '../installation';

// As long as a command may take to process what it took; then the messages are there again.
const HIDDEN_SECONDS = 900;
const WAIT_SECONDS = 2;

/** What waits in the processor's dead-letter queue: hidden there until it is settled, at most a quarter of an hour. */
export async function deadLettersOf(queueUrl: string, archiveBucket: string): Promise<DeadLetters> {
  const client = new SQSClient(AWS_CLIENT);
  const letters: DeadLetter[] = [];
  const strangers: Message[] = [];
  const show = ({ ReceiptHandle }: Message) =>
    client.send(new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: HIDDEN_SECONDS,
        WaitTimeSeconds: WAIT_SECONDS,
      }),
    );
    if (Messages.length === 0) break;
    for (const message of Messages) {
      const key = keyIn(message, archiveBucket);
      if (key === undefined) {
        strangers.push(message);
        continue;
      }
      const { ReceiptHandle } = message;
      const settle = async (processed: boolean) => {
        if (processed) await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
        else await show(message);
      };
      letters.push({ key, settle });
    }
  }
  // Not before: they would come again.
  for (const message of strangers) await show(message);
  return { letters, strangers: strangers.length };
}

// What Lambda gave up carries the event in `requestPayload`; what EventBridge could not hand on is the event.
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
