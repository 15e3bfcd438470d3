import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { ofType, propertiesAt, type SynthesisedStack, synthesise } from './synthesised-stack';

function warningsOf({ stack }: SynthesisedStack): unknown[] {
  const warnings = Annotations.fromStack(stack).findWarning('*', Match.anyValue());
  return warnings.map(({ entry }) => entry.data);
}

afterEach(() => jest.restoreAllMocks());

describe('AlertTopic', () => {
  it('sends to every configured address', () => {
    // Act
    const stack = synthesise({ keepwatch: { alertEmails: ['a@example.com'] }, alertEmail: 'b@example.com' });

    // Assess
    const subscriptions = ofType(stack, 'AWS::SNS::Subscription').map(([, { Properties }]) => Properties);
    expect(subscriptions).toEqual([
      { Protocol: 'email', Endpoint: 'a@example.com', TopicArn: '<Alerts/Topic>' },
      { Protocol: 'email', Endpoint: 'b@example.com', TopicArn: '<Alerts/Topic>' },
    ]);
    expect(warningsOf(stack)).toEqual([]);
  });

  it('warns when nobody would be told', () => {
    // Prepare: synthesising prints the warning, as it should.
    jest.spyOn(console, 'error').mockImplementation(() => {});

    // Act
    const warnings = warningsOf(synthesise({ alertEmail: undefined }));

    // Assess
    expect(warnings).toEqual([
      expect.stringContaining('Nobody will be told about alarms: no email address is configured. Deploy with -c'),
    ]);
  });

  it('lets alarms of this account publish, over TLS alone', () => {
    // Act
    const policy = propertiesAt(synthesise(), 'Alerts/Topic/Policy');

    // Assess
    expect(policy.PolicyDocument).toMatchObject({
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 'sns:Publish',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
        {
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: '<Alerts/Topic>',
          Condition: { StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' } },
        },
      ],
    });
  });

  it('has no key that CloudWatch may not use', () => {
    // Act
    const topic = propertiesAt(synthesise(), 'Alerts/Topic');

    // Assess
    expect(topic).not.toHaveProperty('KmsMasterKeyId');
  });
});
