import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AWS_CLIENT } from '../../../lambda/platform/aws-clients';
import type { SecretReader } from '../../../lambda/platform/secrets';
import { SecretsManagerReader } from '../../../lambda/platform/secrets-manager';
import { PULLED } from '../../../lambda/sources/kinds';
import type { SourceAccess } from '../source-access';

/** The secret of a deployed source, read with the operator's own AWS credentials. */
export function stackSecret({ secretName, kind }: SourceAccess): SecretReader {
  return new SecretsManagerReader(new SecretsManagerClient(AWS_CLIENT), secretName, PULLED[kind].secretPlaceholder);
}
