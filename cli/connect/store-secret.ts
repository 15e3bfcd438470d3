import {
  PutSecretValueCommand,
  SecretsManagerClient,
  SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager';
import { KeepwatchError } from '../../lambda/errors';
import { AWS_CLIENT } from '../../lambda/platform/aws-clients';
import { restoreAdvice } from '../../lambda/platform/secrets-manager';
import { awsProblem } from '../place/stack/aws-failure';

/** Secrets Manager refused the credential; the secret is unchanged. Has no `cause`, which could hold the credential. */
export class SecretNotStoredError extends KeepwatchError {
  override readonly name = 'SecretNotStoredError';
}

/** Replaces the value of a secret. Throws `SecretNotStoredError`. */
export async function storeSecret(secretName: string, text: string): Promise<void> {
  const client = new SecretsManagerClient(AWS_CLIENT);
  try {
    await client.send(new PutSecretValueCommand({ SecretId: secretName, SecretString: text }));
  } catch (error) {
    const reason = reasonOf(error);
    const needs =
      'Storing it needs secretsmanager:PutSecretValue, and with your own KMS key kms:GenerateDataKey and kms:Decrypt.';
    const next = restoreAdvice(reason, secretName) ?? `${awsProblem(error) ?? ''} ${needs}`;
    throw new SecretNotStoredError(
      `The secret ${secretName} was not changed: ${reason.replace(/\.$/, '')}. ${next.trim()}`,
    );
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof SecretsManagerServiceException) return `${error.name}: ${error.message}`;
  return error instanceof Error ? error.name : 'unknown';
}
