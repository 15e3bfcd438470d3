import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import { KeepwatchError } from '../../../lambda/errors';
import { EVENT_FUNCTION_TIMEOUT_MINUTES } from '../../../lambda/names';
import { AWS_CLIENT } from '../../../lambda/platform/aws-clients';

const failureSchema = z.object({ errorMessage: z.string() });

// Half a minute more than a function can run: giving up sooner would leave it running, and the retry would start it twice.
const LONGEST_RUN_MS = EVENT_FUNCTION_TIMEOUT_MINUTES * 60_000 + 30_000;
/** Settings of the client that runs functions to their end. */
export const INVOCATION_CLIENT = {
  ...AWS_CLIENT,
  requestHandler: { ...AWS_CLIENT.requestHandler, requestTimeout: LONGEST_RUN_MS },
};

/** A function of the stack failed. The message is its own; its log has the rest. */
export class FunctionFailedError extends KeepwatchError {
  override readonly name = 'FunctionFailedError';
}

/** Runs a function to its end. Throws `FunctionFailedError` when it failed, and what the SDK throws when it could not be run. */
export async function invoke(functionName: string, event: object): Promise<void> {
  const { FunctionError, Payload } = await lambda().send(
    new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }),
  );
  if (FunctionError === undefined) return;
  throw new FunctionFailedError(
    errorMessage(Buffer.from(Payload ?? []).toString()) ?? `${functionName} failed; see its log.`,
  );
}

/** Starts a function and does not wait for it. */
export async function invokeLater(functionName: string, event: object): Promise<void> {
  const Payload = JSON.stringify(event);
  await lambda().send(new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload }));
}

let client: LambdaClient | undefined;
function lambda(): LambdaClient {
  client ??= new LambdaClient(INVOCATION_CLIENT);
  return client;
}

function errorMessage(answer: string): string | undefined {
  try {
    return failureSchema.safeParse(JSON.parse(answer)).data?.errorMessage;
  } catch {
    return undefined;
  }
}
