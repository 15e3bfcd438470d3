import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CredentialInvalidError } from '../errors';
import type { SecretReader } from './secrets';

/** A secret in Secrets Manager, its current version at every read. */
export class SecretsManagerReader implements SecretReader {
  readonly name: string;
  readonly howToEnter =
    'In the AWS console, open it in Secrets Manager and edit its value: {"orgId": "...", "apiKey": "...", "expiresAt": "2027-01-31"}.';

  /** `id` is the name or the ARN of the secret. */
  constructor(
    private readonly client: SecretsManagerClient,
    private readonly id: string,
  ) {
    this.name = `the secret ${id}`;
  }

  /** Throws `CredentialInvalidError` when the secret holds no text. */
  async read(): Promise<string> {
    const { SecretString } = await this.client.send(new GetSecretValueCommand({ SecretId: this.id }));
    if (SecretString === undefined) throw new CredentialInvalidError(`${this.name} holds no text. ${this.howToEnter}`);
    return SecretString;
  }
}
