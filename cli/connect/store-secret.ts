import {
  PutSecretValueCommand,
  SecretsManagerClient,
  SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager';
import { KeepwatchError } from '../../lambda/errors';
import { AWS_CLIENT } from '../../lambda/platform/aws-clients';
import { awsProblem } from '../place/stack/aws-failure';

/** Secrets Manager did not take the credential: it stands as it was. Has no `cause`, which could hold it. */
export class SecretNotStoredError extends KeepwatchError {
  override readonly name = 'SecretNotStoredError';
}

/** Replaces what a secret holds. Throws `SecretNotStoredError`. */
export async function storeSecret(secretName: string, text: string): Promise<void> {
  const client = new SecretsManagerClient(AWS_CLIENT);
  try {
    await client.send(new PutSecretValueCommand({ SecretId: secretName, SecretString: text }));
  } catch (error) {
    throw new SecretNotStoredError(
      `The secret ${secretName} was not changed: ${reasonOf(error)}. ${awsProblem(error) ?? ''} It takes the right secretsmanager:PutSecretValue.`,
    );
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof SecretsManagerServiceException) return `${error.name}: ${error.message}`;
  return error instanceof Error ? error.name : 'unknown';
}
