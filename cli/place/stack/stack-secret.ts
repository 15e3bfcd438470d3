import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SecretUnreadableError } from '../../../lambda/errors';
import { AWS_CLIENT } from '../../../lambda/platform/aws-clients';
import type { SecretReader } from '../../../lambda/platform/secrets';
import { SecretsManagerReader } from '../../../lambda/platform/secrets-manager';
import { PULLERS } from '../../../lambda/sources/pullers';
import type { SourceAccess } from '../source-access';
import { awsProblem } from './aws-failure';

/** A source's secret in AWS, read with the operator's own credentials. */
export function stackSecret({ secretName, kind }: SourceAccess): SecretReader {
  const client = new SecretsManagerClient(AWS_CLIENT);
  const secret = new SecretsManagerReader(client, secretName, PULLERS[kind].credential.placeholder);
  return {
    name: secret.name,
    howToEnter: secret.howToEnter,
    async read() {
      // The reader keeps no cause, which could hold the secret. These two fail before anything was sent.
      const access = async () => [await client.config.region(), await client.config.credentials()];
      await access().catch((error: unknown) => {
        throw unreadable(secret.name, error);
      });
      return secret.read().catch((error: unknown) => {
        throw unreadable(secret.name, error);
      });
    },
  };
}

function unreadable(name: string, error: unknown): unknown {
  const reason = error instanceof Error ? error.message : String(error);
  const problem = awsProblem(error) ?? awsProblem(new SecretsFailure(reason));
  if (problem !== undefined) return new SecretUnreadableError(`Could not read ${name}. ${problem}`);
  return error;
}

// What Secrets Manager answered, as the reader quotes it.
class SecretsFailure extends Error {
  readonly $metadata = {};
}
