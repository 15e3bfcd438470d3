import { InvokeCommand } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import type { AwsClients } from './aws-clients';

const failure = z.object({ errorMessage: z.string() });

/** Runs a function to its end. Gives the message of the error that it failed with, or nothing. */
export async function invoke({ lambda }: AwsClients, FunctionName: string, event: object = {}): Promise<string> {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
  );
  const answer: unknown = JSON.parse(new TextDecoder().decode(Payload));
  return FunctionError === undefined ? '' : failure.parse(answer).errorMessage;
}

/** Hands an event to Lambda's own queue, as the schedule and S3 do in AWS. */
export async function invokeLater({ lambda }: AwsClients, FunctionName: string, event: object): Promise<void> {
  await lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: JSON.stringify(event) }));
}
