import {
  GetSecretValueCommand,
  SecretsManagerClient,
  SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { stackSecret } from '../../../../cli/place/stack/stack-secret';

const environment = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
const before = { ...process.env };
beforeEach(() => Object.assign(process.env, environment));
afterEach(() => {
  process.env = { ...before };
});

it("a secret whose KMS key refuses the operator is reported so, as doctor's finding", async () => {
  // Prepare
  const message = 'Access to KMS is not allowed';
  const refused = new SecretsManagerServiceException({
    name: 'AccessDeniedException',
    message,
    $fault: 'client',
    $metadata: {},
  });
  mockClient(SecretsManagerClient).on(GetSecretValueCommand).rejects(refused);
  const secret = stackSecret({
    name: 'jira',
    kind: 'atlassian',
    secretName: 'security/jira',
    intervalMinutes: 5,
    silenceMinutes: false,
  });

  // Act
  const failure = secret.read();

  // Assess
  await expect(failure).rejects.toThrow(
    /^Could not read the secret security\/jira\. The KMS key does not serve these AWS credentials\. .*configuration\.md#a-secret-with-your-own-kms-key\.$/,
  );
});
