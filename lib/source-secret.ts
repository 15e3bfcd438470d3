import { SecretValue, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { PULLERS, type PullKind } from '../lambda/sources/pullers';
import { RETAINED } from './retained';
import type { SourceConfiguration } from './source-config';
import { sourceSecretName } from './stack-names';

/** The source that the secret belongs to. */
export interface SourceSecretProps {
  readonly source: SourceConfiguration;
}

/** The secret with a source's credential: an existing one by its name, or a new one that holds a placeholder. */
export class SourceSecret extends Construct {
  /** Its name in the Secrets Manager console. */
  readonly secretName: string;
  /** Allow reading this secret and no other. */
  readonly readPermissions: readonly PolicyStatement[];

  constructor(scope: Construct, id: string, props: SourceSecretProps) {
    super(scope, id);
    const { name, kind, secretName: existing, secretKmsKeyArn } = props.source;
    this.secretName = existing ?? sourceSecretName(Stack.of(this).stackName, name);
    const secretArn = existing === undefined ? this.createSecret(kind) : this.arnPattern(existing);
    this.readPermissions = [
      new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secretArn] }),
      ...(secretKmsKeyArn === undefined ? [] : [this.decryptPermission(secretKmsKeyArn, secretArn)]),
    ];
  }

  /** The key may encrypt more than this secret: only Secrets Manager may use it, and only for this one. */
  private decryptPermission(keyArn: string, secretArn: string): PolicyStatement {
    return new PolicyStatement({
      actions: ['kms:Decrypt'],
      resources: [keyArn],
      // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
      conditions: {
        StringEquals: { 'kms:ViaService': `secretsmanager.${Stack.of(this).region}.amazonaws.com` },
        StringLike: { 'kms:EncryptionContext:SecretARN': secretArn },
      },
    });
  }

  private createSecret(kind: PullKind): string {
    const secret = new Secret(this, 'Secret', {
      secretName: this.secretName,
      // Never edited: an update of the secret must not risk the credential that it holds.
      description: 'Keepwatch: credential of a source. Replace the placeholder as docs/runbook.md tells.',
      // The placeholder is public, so plain text is safe. The text is fixed: when it changes in the template,
      // CloudFormation writes it again and overwrites the credential that an operator entered.
      secretStringValue: SecretValue.unsafePlainText(PULLERS[kind].credential.placeholder),
      // Deleting the stack keeps the credential. A failed first deployment deletes the secret, or its name stays taken.
      removalPolicy: RETAINED,
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: "Only a person can create an API key, in the vendor's console. docs/runbook.md describes the rotation.",
    });
    return secret.secretArn;
  }

  /** The ARN of a secret ends in six random characters. */
  private arnPattern(secretName: string): string {
    return `${Secret.fromSecretNameV2(this, 'Secret', secretName).secretArn}-??????`;
  }
}
