import {
  GetSecretValueCommand,
  type SecretsManagerClient,
  SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager';
import { CredentialInvalidError, SecretUnreadableError } from '../errors';
import { KMS_REFUSAL } from './kms-refusal';
import type { SecretReader } from './secrets';

/** A secret in Secrets Manager; each read returns its current version. */
export class SecretsManagerReader implements SecretReader {
  readonly name: string;
  readonly howToEnter: string;

  /** `id` is the name or the ARN of the secret; `placeholder` is its value until the credential is entered. */
  constructor(
    private readonly client: SecretsManagerClient,
    private readonly id: string,
    placeholder: string,
  ) {
    this.name = `the secret ${id}`;
    const example = placeholder.replaceAll('REPLACE_ME', '...').replace(/}$/, ',"expiresAt":"2027-01-31"}');
    this.howToEnter = `In the AWS console, open it in Secrets Manager and edit its value: ${example}.`;
  }

  /** Throws `SecretUnreadableError`, or `CredentialInvalidError` when the secret has no text. */
  async read(): Promise<string> {
    const { SecretString } = await this.#get();
    if (SecretString === undefined) throw new CredentialInvalidError(`${this.name} holds no text. ${this.howToEnter}`);
    return SecretString;
  }

  async #get() {
    try {
      return await this.client.send(new GetSecretValueCommand({ SecretId: this.id }));
    } catch (error) {
      // Without the cause: a parser's error quotes the response, which may be the secret.
      const reason = reasonOf(error);
      throw new SecretUnreadableError(
        `Could not read ${this.name}: ${reason.replace(/\.$/, '')}. ${this.#adviceFor(reason)}`,
      );
    }
  }

  #adviceFor(reason: string): string {
    if (KMS_REFUSAL.test(reason)) return CHECK_KEY;
    return restoreAdvice(reason, this.id) ?? 'Check that it exists, and that the collector may read it.';
  }
}

/** What to do when Secrets Manager refused because the secret is scheduled for deletion; undefined for another reason. */
export function restoreAdvice(reason: string, id: string): string | undefined {
  if (!/marked (for deletion|deleted)|scheduled for deletion/i.test(reason)) return undefined;
  return `Somebody deleted it, and it can still be restored: aws secretsmanager restore-secret --secret-id ${id}`;
}

const CHECK_KEY =
  'Its KMS key does not decrypt it for the collector. Set secretKmsKeyArn of the source in cdk.json and deploy; ' +
  'docs/configuration.md#a-secret-with-your-own-kms-key says what else the key needs.';

function reasonOf(error: unknown): string {
  if (error instanceof SecretsManagerServiceException) return `${error.name}: ${error.message}`;
  const { name, code }: Partial<NodeJS.ErrnoException> = typeof error === 'object' && error !== null ? error : {};
  return [name, code].filter((part) => part !== undefined).join(' ');
}
