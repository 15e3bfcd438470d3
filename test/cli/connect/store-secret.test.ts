import {
  PutSecretValueCommand,
  SecretsManagerClient,
  SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { storeSecret } from '../../../cli/connect/store-secret';

describe('storing a credential in a secret of the stack', () => {
  it.each([
    [
      'InvalidRequestException',
      "You can't perform this operation on the secret because it was marked for deletion.",
      /marked for deletion\. Somebody deleted it, .* restore-secret --secret-id keepwatch\/jira$/,
    ],
    [
      'AccessDeniedException',
      'not authorized',
      /not authorized\. The AWS credentials lack a right\. .* secretsmanager:PutSecretValue/,
    ],
    [
      'AccessDeniedException',
      'Access to KMS is not allowed',
      /is not allowed\. The KMS key .*configuration\.md#a-secret-with-your-own-kms-key.* kms:GenerateDataKey/,
    ],
    [
      'EncryptionFailure',
      "Secrets Manager can't encrypt the protected secret text using the provided KMS key.",
      /KMS key\. The KMS key .*configuration\.md#a-secret-with-your-own-kms-key/,
    ],
    [
      'AccessDeniedException',
      'not authorized to perform: secretsmanager:PutSecretValue on resource: secret:KMS/jira',
      /\. The AWS credentials lack a right\./,
    ],
  ])('says what to do about %s: %s', async (name, message, expected) => {
    process.env.AWS_REGION = 'eu-central-1';
    const refused = new SecretsManagerServiceException({ name, message, $fault: 'client', $metadata: {} });
    mockClient(SecretsManagerClient).on(PutSecretValueCommand).rejects(refused);

    const failure: unknown = await storeSecret('keepwatch/jira', '{"apiKey":"the-key"}').catch(
      (error: unknown) => error,
    );

    expect(failure).toMatchObject({ name: 'SecretNotStoredError', message: expect.stringMatching(expected) });
    expect(String(failure)).not.toContain('the-key');
  });
});
