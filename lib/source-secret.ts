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
  /** Allows reading this secret and no other. */
  readonly readPermission: PolicyStatement;

  constructor(scope: Construct, id: string, props: SourceSecretProps) {
    super(scope, id);
    const existing = props.source.secretName;
    this.secretName = existing ?? sourceSecretName(Stack.of(this).stackName, props.source.name);
    this.readPermission = new PolicyStatement({
      actions: ['secretsmanager:GetSecretValue'],
      resources: [existing === undefined ? this.createSecret(props.source.kind) : this.arnPattern(existing)],
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
