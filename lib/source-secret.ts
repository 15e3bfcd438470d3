import { RemovalPolicy, SecretValue, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { PULLED, type PullKind } from '../lambda/sources/kinds';
import type { SourceConfiguration } from './source-config';
import { sourceSecretName } from './stack-names';

/** Whose secret it is. */
export interface SourceSecretProps {
  readonly source: SourceConfiguration;
}

/** The secret with a source's credential: an existing one by its name, or a new one with a placeholder in it. */
export class SourceSecret extends Construct {
  /** By this name an operator finds it in the console. */
  readonly secretName: string;
  /** Allows to read this secret, and no other. */
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
      description: 'Keepwatch: credential of a source. Replace the placeholder as docs/runbook.md tells.',
      // Safe, for it is no secret: the public placeholder. A fixed text, since CloudFormation writes the value again
      // whenever the template's changes, and would overwrite what an operator entered.
      secretStringValue: SecretValue.unsafePlainText(PULLED[kind].secretPlaceholder),
      // Kept with what an operator entered; but a first deployment that fails must not leave its name taken.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'A person makes an API key, in the console of the vendor. docs/runbook.md tells how to replace one.',
    });
    return secret.secretArn;
  }

  /** An ARN ends in six characters that nobody knows from the name alone. */
  private arnPattern(secretName: string): string {
    return `${Secret.fromSecretNameV2(this, 'Secret', secretName).secretArn}-??????`;
  }
}
