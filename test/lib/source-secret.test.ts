import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { ofType, propertiesAt, synthesise } from './synthesised-stack';

describe('SourceSecret', () => {
  it('creates a secret that holds a fixed placeholder and remains when the stack is deleted', () => {
    // Act
    const { resources } = synthesise();

    // Assess
    expect(resources['Source-atlassian-main/Secret/Secret']).toMatchObject({
      Properties: {
        Name: 'keepwatch/atlassian-main',
        SecretString: '{"orgId":"REPLACE_ME","apiKey":"REPLACE_ME"}',
      },
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
  });

  it('creates the secret of a Panther source with another placeholder', () => {
    // Act
    const stack = synthesise({ keepwatch: { sources: [{ name: 'panther-main', kind: 'panther' }] } });

    // Assess
    expect(propertiesAt(stack, 'Source-panther-main/Secret/Secret').SecretString).toBe(
      '{"apiHost":"REPLACE_ME","apiKey":"REPLACE_ME"}',
    );
    expect(propertiesAt(stack, 'Source-panther-main/Collector/Function')).toMatchObject({
      Environment: { Variables: { SOURCE_KIND: 'panther' } },
    });
  });

  it('names the secret after the stack, so that two stacks in one account do not collide', () => {
    // Act
    const stack = synthesise({ stackName: 'Audit' });

    // Assess
    expect(propertiesAt(stack, 'Source-atlassian-main/Secret/Secret').Name).toBe('audit/atlassian-main');
  });

  it('uses an existing secret by its name, with any suffix of its ARN', () => {
    // Act
    const stack = synthesise({ keepwatch: { sources: [{ name: 'jira', secretName: 'security/jira' }] } });

    // Assess
    expect(ofType(stack, 'AWS::SecretsManager::Secret')).toEqual([]);
    expect(propertiesAt(stack, 'Source-jira/Collector/Function')).toMatchObject({
      Environment: { Variables: { SECRET_ID: 'security/jira' } },
    });
    expect(propertiesAt(stack, 'Source-jira/Collector/Role/DefaultPolicy').PolicyDocument).toMatchObject({
      Statement: expect.arrayContaining([
        {
          Effect: 'Allow',
          Action: 'secretsmanager:GetSecretValue',
          Resource: 'arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:security/jira-??????',
        },
      ]),
    });
    expect(stack.template.findOutputs('*', { Value: 'security/jira' })).not.toEqual({});
  });

  it("decrypts an existing secret with the customer's key, which it may use for nothing else", () => {
    // Prepare
    const secretKmsKeyArn = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

    // Act
    const stack = synthesise({
      keepwatch: { sources: [{ name: 'jira', secretName: 'security/jira', secretKmsKeyArn }] },
    });

    // Assess
    expect(propertiesAt(stack, 'Source-jira/Collector/Role/DefaultPolicy').PolicyDocument).toMatchObject({
      Statement: expect.arrayContaining([
        {
          Effect: 'Allow',
          Action: 'kms:Decrypt',
          Resource: secretKmsKeyArn,
          Condition: {
            StringEquals: { 'kms:ViaService': 'secretsmanager.<AWS::Region>.amazonaws.com' },
            StringLike: {
              'kms:EncryptionContext:SecretARN':
                'arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:security/jira-??????',
            },
          },
        },
      ]),
    });
  });
});
